'use strict';

// Posts what the dialog left, to the one origin that may read it, and closes the popup.
const arbiter = document.getElementById('xd-arbiter');
if (window.opener) {
  for (const message of arbiter.querySelectorAll('.message')) {
    window.opener.postMessage(message.dataset.message, arbiter.dataset.origin);
  }
  window.close();
}
