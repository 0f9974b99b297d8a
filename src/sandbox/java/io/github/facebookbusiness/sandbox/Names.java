package io.github.facebookbusiness.sandbox;

/** How names are told in one answer. */
enum Names {
    AS_THEY_ARE,
    WITH_SCRIPT;

    static Names told(SandboxApp app) {
        return app.faults().strikes(Fault.SCRIPT_IN_NAMES) ? WITH_SCRIPT : AS_THEY_ARE;
    }

    String of(String name) {
        return this == WITH_SCRIPT ? Markup.in(name) : name;
    }
}
