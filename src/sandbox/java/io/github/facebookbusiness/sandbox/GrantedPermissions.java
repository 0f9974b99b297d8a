package io.github.facebookbusiness.sandbox;

import java.util.ArrayList;
import java.util.List;

/**
 * The permissions of a token as Graph tells them. They may differ from the configuration's: Meta once renamed those of
 * Embedded Signup, and programs that compared them exactly turned everybody away.
 */
final class GrantedPermissions {
    private GrantedPermissions() {}

    static List<String> told(SandboxApp app, AccessToken token) {
        List<String> told = new ArrayList<>(token.grant().permissions());
        if (app.faults().strikes(Fault.PERMISSION_RENAMED) && !told.isEmpty()) {
            int signup = told.indexOf("whatsapp_business_management");
            if (signup >= 0) {
                told.set(signup, "whatsapp_business_manage_events");
            } else {
                told.set(0, told.get(0) + "_renamed");
            }
        }
        if (app.faults().strikes(Fault.PERMISSION_MISSING) && !told.isEmpty()) {
            told.remove(0);
        }
        return told;
    }
}
