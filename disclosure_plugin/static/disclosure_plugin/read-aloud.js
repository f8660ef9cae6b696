// Reads the page aloud with the speech of the visitor's own device. Nothing is sent anywhere by
// us; where the device has no speech, or the browser no script, there is no button.
(function () {
  "use strict";
  var speech = window.speechSynthesis;
  var button = document.querySelector("[data-reads]");
  var place = button && document.getElementById(button.getAttribute("data-reads"));
  if (!place || !speech || !window.SpeechSynthesisUtterance) {
    return;
  }
  var BLOCKS =
    "h1,h2,h3,h4,h5,h6,p,li,dt,dd,th,td,caption,figcaption,summary,label,legend,blockquote,div,section,form,main";
  // Browsers fall silent in the middle of a long text.
  var LONGEST = 160;
  var label = button.textContent;
  var queue = [];
  var marked = null;
  // Held on to: what is being spoken is otherwise forgotten, and its end never told.
  var spoken = null;

  function isHeard(element) {
    return element.checkVisibility
      ? element.checkVisibility({ visibilityProperty: true })
      : element.offsetParent !== null;
  }

  // What stands in one block, in the order of the page: [block, its words].
  function blocks() {
    var found = [];
    var walker = document.createTreeWalker(place, window.NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      var node = walker.currentNode;
      var parent = node.parentElement;
      if (parent.closest("script,style,select,[aria-hidden=true]") || !isHeard(parent)) {
        continue;
      }
      var block = parent.closest(BLOCKS);
      var last = found[found.length - 1];
      if (last && last[0] === block) {
        last[1] += node.data;
      } else {
        found.push([block, node.data]);
      }
    }
    return found;
  }

  function cut(words) {
    var parts = [];
    (words.match(/[^。！？；;]+[。！？；;]*/g) || []).forEach(function (sentence) {
      while (sentence.length > LONGEST) {
        parts.push(sentence.slice(0, LONGEST));
        sentence = sentence.slice(LONGEST);
      }
      if (sentence.trim()) {
        parts.push(sentence.trim());
      }
    });
    return parts;
  }

  function mark(block) {
    if (marked) {
      marked.removeAttribute("data-reading");
    }
    marked = block;
    if (block) {
      block.setAttribute("data-reading", "");
      block.scrollIntoView({ block: "nearest" });
    }
  }

  function stop(text) {
    queue = [];
    spoken = null;
    speech.cancel();
    mark(null);
    button.textContent = text || label;
    button.setAttribute("aria-pressed", "false");
  }

  function next() {
    var now = queue.shift();
    if (!now) {
      stop();
      return;
    }
    mark(now[0]);
    spoken = new window.SpeechSynthesisUtterance(now[1]);
    spoken.lang = document.documentElement.lang;
    var utterance = spoken;
    spoken.onend = function () {
      if (spoken === utterance) {
        next();
      }
    };
    spoken.onerror = function () {
      if (spoken === utterance) {
        stop(button.getAttribute("data-failed"));
      }
    };
    speech.speak(spoken);
  }

  button.addEventListener("click", function () {
    if (spoken) {
      stop();
      return;
    }
    speech.cancel();
    blocks().forEach(function (one) {
      cut(one[1].replace(/\s+/g, " ")).forEach(function (words) {
        queue.push([one[0], words]);
      });
    });
    button.textContent = button.getAttribute("data-stop");
    button.setAttribute("aria-pressed", "true");
    next();
  });
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape" && spoken) {
      stop();
    }
  });
  window.addEventListener("pagehide", function () {
    if (spoken) {
      stop(); // and nothing that somebody else is saying
    }
  });
  button.parentElement.hidden = false;
})();
