// The page that runs Meta's JavaScript SDK: opens the dialog, and sends what comes back to Keycloak.
(() => {
  "use strict";

  const settings = document.getElementById("facebook-business-sdk").dataset;
  const nonce = document.currentScript.nonce;
  const form = document.getElementById("facebook-business-answer");
  const button = document.getElementById("facebook-business-continue");
  const nothing = document.getElementById("facebook-business-nothing");
  const blocked = document.getElementById("facebook-business-blocked");

  const SDK_PATIENCE_MILLIS = 10000;
  // The code of Embedded Signup lives 30 seconds; what was signed up is told at about the same time as the code.
  const SESSION_INFO_PATIENCE_MILLIS = 1000;

  let sessionInfo = "";
  let waiting = null;
  let answered = false;

  function followColourScheme() {
    const name = settings.darkModeClass;
    if (!name) {
      return;
    }
    const dark = window.matchMedia("(prefers-color-scheme: dark)");
    const apply = () => document.documentElement.classList.toggle(name, dark.matches);
    apply();
    dark.addEventListener("change", apply);
  }

  function send(name, value) {
    if (answered) {
      return;
    }
    answered = true;
    form.elements.session_info.value = sessionInfo;
    form.elements[name].value = value;
    button.disabled = true;
    form.submit();
  }

  function sendCode(code) {
    if (settings.signup !== "true" || sessionInfo) {
      send("code", code);
      return;
    }
    waiting = () => send("code", code);
    window.setTimeout(waiting, SESSION_INFO_PATIENCE_MILLIS);
  }

  function isMeta(origin) {
    return origin === settings.metaOrigin || /^https:\/\/([a-z0-9-]+\.)*facebook\.com$/.test(origin);
  }

  function hear(event) {
    if (typeof event.data !== "string" || !event.data.includes("WA_EMBEDDED_SIGNUP") || !isMeta(event.origin)) {
      return;
    }
    let told;
    try {
      told = JSON.parse(event.data);
    } catch {
      return;
    }
    if (told.type !== "WA_EMBEDDED_SIGNUP" || !String(told.event).startsWith("FINISH")) {
      return;
    }
    sessionInfo = event.data;
    if (waiting) {
      waiting();
    }
  }

  function login() {
    nothing.hidden = true;
    sessionInfo = "";
    const options = {
      config_id: settings.configId,
      response_type: "code",
      override_default_response_type: true,
    };
    if (settings.extras) {
      options.extras = JSON.parse(settings.extras);
    }
    window.FB.login((response) => {
      const code = response && response.authResponse && response.authResponse.code;
      if (code) {
        sendCode(code);
      } else {
        // Cancelled, closed or blocked: the SDK does not say which.
        nothing.hidden = false;
      }
    }, options);
  }

  // Meta's own button brings a token, and tells by an event; a code has none.
  function hearLoginButton(response) {
    const token = response && response.authResponse && response.authResponse.accessToken;
    if (token && document.querySelector("#facebook-business-button")) {
      form.elements.signed_request.value = response.authResponse.signedRequest || "";
      send("access_token", token);
    }
  }

  function giveUp() {
    if (!window.FB) {
      blocked.hidden = false;
      button.hidden = true;
    }
  }

  function load() {
    window.fbAsyncInit = () => {
      window.FB.init({ appId: settings.appId, version: settings.apiVersion, xfbml: true, cookie: false, status: false });
      window.FB.Event.subscribe("auth.login", hearLoginButton);
      blocked.hidden = true;
      button.hidden = false;
      button.disabled = false;
    };
    const script = document.createElement("script");
    script.src = settings.sdk;
    script.nonce = nonce;
    script.async = true;
    script.addEventListener("error", giveUp);
    document.head.appendChild(script);
    window.setTimeout(giveUp, SDK_PATIENCE_MILLIS);
  }

  followColourScheme();
  window.addEventListener("message", hear);
  button.addEventListener("click", login);
  load();
})();
