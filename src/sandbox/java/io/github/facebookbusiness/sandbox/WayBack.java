package io.github.facebookbusiness.sandbox;

import java.util.Map;

/** Where a dialog leads to: that depends on who opened it. */
sealed interface WayBack permits RedirectBack, PopupBack, HostedPage {
    /** Somebody granted. */
    Answer granted(SandboxApp app, DialogRequest dialog, Grant grant);

    /** Somebody cancelled; these are the parameters that a redirect would have. */
    Answer cancelled(SandboxApp app, DialogRequest dialog, Map<String, String> error);

    /** The dialog fails before anybody could decide; these are the parameters that a redirect would have. */
    Answer failed(SandboxApp app, DialogRequest dialog, Map<String, String> error);
}
