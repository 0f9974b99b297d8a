// The JavaScript SDK of the Graph sandbox. It has the part of Meta's that Facebook Login for Business needs, under the
// same names, and works without eval, inline scripts, inline styles and frames.
(() => {
  'use strict';

  const BASE = new URL(document.currentScript.src).origin;
  const DEFAULT_RESPONSE_TYPE = 'token,signed_request,graph_domain';
  const POLL_MS = 200;
  // A message of a popup that closed itself may still be under way.
  const GRACE_MS = 500;

  const subscribers = new Map();
  let app = null;
  let session = { authResponse: null, status: 'unknown' };

  function publish(event, value) {
    for (const callback of [...(subscribers.get(event) || [])]) {
      callback(value);
    }
  }

  function changeSession(answer) {
    const before = session;
    session = answer;
    const was = before.authResponse !== null;
    const is = answer.authResponse !== null;
    if (is && !was) {
      publish('auth.login', answer);
    }
    if (was && !is) {
      publish('auth.logout', answer);
    }
    if (was || is) {
      publish('auth.authResponseChange', answer);
    }
    if (before.status !== answer.status) {
      publish('auth.statusChange', answer);
    }
  }

  function randomName() {
    const bytes = crypto.getRandomValues(new Uint8Array(12));
    return 'f' + Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  }

  function dialogAddress(name, options) {
    const arbiter = new URL('/x/connect/xd_arbiter/?version=46', BASE);
    arbiter.hash = new URLSearchParams({
      cb: name,
      domain: location.hostname,
      is_canvas: 'false',
      origin: location.origin + '/' + name,
      relation: 'opener',
      frame: randomName(),
    }).toString();
    const query = new URLSearchParams({
      app_id: app.appId,
      client_id: app.appId,
      display: 'popup',
      domain: location.hostname,
      origin: location.origin,
      redirect_uri: arbiter.href,
      sdk: 'joey',
      version: app.version,
    });
    for (const [key, value] of Object.entries(options)) {
      if (value !== undefined && value !== null) {
        query.set(key, typeof value === 'object' ? JSON.stringify(value) : String(value));
      }
    }
    if (!options.override_default_response_type) {
      query.set('response_type', DEFAULT_RESPONSE_TYPE);
    }
    return BASE + '/' + app.version + '/dialog/oauth?' + query;
  }

  function answerOf(result) {
    if (result.has('code')) {
      return {
        authResponse: { userID: null, expiresIn: null, code: result.get('code') },
        status: 'connected',
      };
    }
    if (result.has('access_token')) {
      return {
        authResponse: {
          accessToken: result.get('access_token'),
          userID: result.get('user_id'),
          expiresIn: Number(result.get('expires_in')),
          signedRequest: result.get('signed_request'),
          graphDomain: result.get('graph_domain'),
          data_access_expiration_time: Number(result.get('data_access_expiration_time')),
        },
        status: 'connected',
      };
    }
    return { authResponse: null, status: 'unknown' };
  }

  // The answer of one popup: what it posts, or nothing once it is closed.
  function awaitResult(popup, name, done) {
    let closedSince = null;
    const stop = (result) => {
      clearInterval(poll);
      window.removeEventListener('message', receive);
      done(result);
    };
    const receive = (event) => {
      if (event.origin !== BASE || event.source !== popup || typeof event.data !== 'string') {
        return;
      }
      const result = new URLSearchParams(event.data);
      if (result.get('cb') === name) {
        stop(result);
      }
    };
    const poll = setInterval(() => {
      if (popup.closed) {
        closedSince = closedSince || Date.now();
        if (Date.now() - closedSince >= GRACE_MS) {
          stop(new URLSearchParams());
        }
      }
    }, POLL_MS);
    window.addEventListener('message', receive);
  }

  function login(callback, options) {
    if (app === null) {
      console.warn('FB.login() called before FB.init().');
      return;
    }
    const name = randomName();
    const finish = (result) => {
      const answer = answerOf(result);
      changeSession(answer);
      if (typeof callback === 'function') {
        callback(answer);
      }
    };
    const popup = window.open(dialogAddress(name, options || {}), name, 'popup,width=600,height=800');
    if (popup === null) {
      finish(new URLSearchParams());
      return;
    }
    awaitResult(popup, name, finish);
  }

  // Meta evaluates the attribute; where a Content-Security-Policy forbids that, nothing happens.
  function callOnLogin(code, answer) {
    try {
      new Function('response', code)(answer);
    } catch (refused) {
      if (!(refused instanceof EvalError)) {
        throw refused;
      }
    }
  }

  function render(element) {
    if (element.dataset.rendered) {
      return;
    }
    element.dataset.rendered = 'true';
    const option = (name) => element.getAttribute(name) ?? element.getAttribute('data-' + name.replace(/_/g, '-'));
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'fb-login-button-rendered';
    button.textContent = 'Continue with Facebook';
    button.style.setProperty('background', '#6b3fa0');
    button.style.setProperty('color', '#fff');
    button.style.setProperty('border', '0');
    button.style.setProperty('border-radius', '4px');
    button.style.setProperty('padding', '0.6em 1em');
    button.style.setProperty('font', '600 16px/1.25 system-ui, sans-serif');
    button.style.setProperty('cursor', 'pointer');
    button.addEventListener('click', () => {
      const options = {};
      for (const name of ['config_id', 'scope', 'auth_type']) {
        if (option(name) !== null) {
          options[name] = option(name);
        }
      }
      login((answer) => {
        if (option('onlogin') !== null) {
          callOnLogin(option('onlogin'), answer);
        }
      }, options);
    });
    element.append(button);
  }

  function parse(root, callback) {
    const within = root || document.body;
    [...within.getElementsByTagName('fb:login-button')].forEach(render);
    [...within.getElementsByClassName('fb-login-button')].forEach(render);
    if (typeof callback === 'function') {
      callback();
    }
    publish('xfbml.render');
  }

  function whenParsed(task) {
    if (document.readyState === 'loading') {
      document.addEventListener('DOMContentLoaded', task, { once: true });
    } else {
      task();
    }
  }

  function init(options) {
    if (!options || !options.version) {
      throw new Error('init not called with valid version');
    }
    app = { appId: String(options.appId), version: options.version };
    if (options.xfbml) {
      whenParsed(() => parse());
    }
    if (options.status) {
      setTimeout(() => publish('auth.statusChange', session), 0);
    }
  }

  window.FB = {
    init,
    login,
    getLoginStatus(callback) {
      setTimeout(() => callback(session), 0);
    },
    getAuthResponse: () => session.authResponse,
    Event: {
      subscribe(event, callback) {
        subscribers.set(event, [...(subscribers.get(event) || []), callback]);
      },
      unsubscribe(event, callback) {
        subscribers.set(event, (subscribers.get(event) || []).filter((other) => other !== callback));
      },
    },
    XFBML: { parse },
  };

  setTimeout(() => {
    if (typeof window.fbAsyncInit === 'function' && !window.fbAsyncInit.hasRun) {
      window.fbAsyncInit.hasRun = true;
      window.fbAsyncInit();
    }
  }, 0);
})();
