// Loops through the items on a hall's display. Without it all of them stand below each other.
// Written for old browsers: no promises, no fetch, no arrow functions.
(function () {
  "use strict";
  var loop = document.getElementById("screen");
  if (!loop || !document.querySelectorAll) {
    return;
  }
  var root = document.documentElement;
  var seconds = 1000;
  var show = Number(loop.getAttribute("data-show-seconds")) * seconds;
  var ask = Number(loop.getAttribute("data-ask-seconds")) * seconds;
  var quiet = window.matchMedia && window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  var paused = Boolean(quiet);
  var current = "";
  var turned = 0;

  function part(name) {
    return loop.querySelector("[data-part='" + name + "']");
  }

  function slides() {
    return loop.querySelectorAll("[data-slide]");
  }

  // The slide that was shown stays the one that is shown, wherever it now stands.
  function place() {
    var all = slides();
    for (var at = 0; at < all.length; at += 1) {
      if (all[at].getAttribute("data-slide") === current) {
        return at;
      }
    }
    return -1;
  }

  function turnTo(wanted) {
    var all = slides();
    if (!all.length) {
      current = "";
      return;
    }
    var at = (wanted + all.length) % all.length;
    for (var one = 0; one < all.length; one += 1) {
      all[one].hidden = one !== at;
    }
    current = all[at].getAttribute("data-slide");
    part("place").textContent = at + 1 + " / " + all.length;
    turned = new Date().getTime();
  }

  function pause(wanted) {
    paused = wanted;
    part("pause").hidden = paused;
    part("go").hidden = !paused;
    part("paused").hidden = !paused;
  }

  function clock(moment) {
    var hours = String(moment.getHours());
    var minutes = String(moment.getMinutes());
    return (hours.length < 2 ? "0" : "") + hours + ":" + (minutes.length < 2 ? "0" : "") + minutes;
  }

  var answered = new Date();

  function failed() {
    part("since").textContent = clock(answered);
    part("away").hidden = false;
  }

  // There is no such board for now: what was on it must not stay on the screen.
  function clear() {
    var shown = part("slides");
    shown.setAttribute("data-state", "");
    while (shown.firstChild) {
      shown.removeChild(shown.firstChild);
    }
    part("place").textContent = "";
    failed();
  }

  function swap(text) {
    var made = new window.DOMParser().parseFromString(text, "text/html");
    var fresh = made.querySelector("[data-part='slides']");
    var shown = part("slides");
    if (!fresh) {
      failed();
      return;
    }
    answered = new Date();
    part("away").hidden = true;
    // Only what has changed is touched, so nothing flickers.
    if (fresh.getAttribute("data-state") === shown.getAttribute("data-state")) {
      return;
    }
    var at = Math.max(place(), 0);
    var key = current;
    var all = fresh.querySelectorAll("[data-slide]");
    for (var one = 0; one < all.length; one += 1) {
      all[one].hidden = true;
    }
    shown.parentNode.replaceChild(document.importNode(fresh, true), shown);
    current = key;
    turnTo(place() >= 0 ? place() : Math.min(at, Math.max(slides().length - 1, 0)));
  }

  function refresh() {
    var request = new window.XMLHttpRequest();
    request.open("GET", window.location.href, true);
    request.timeout = ask;
    request.onload = function () {
      if (request.status === 200) {
        swap(request.responseText);
      } else if (request.status === 404 || request.status === 410) {
        clear();
      } else {
        failed();
      }
    };
    request.onerror = failed;
    request.ontimeout = failed;
    request.send();
  }

  root.className += " looping";
  part("controls").hidden = false;
  part("pause").onclick = function () {
    pause(true);
  };
  part("go").onclick = function () {
    pause(false);
    turnTo(place() + 1);
  };
  part("back").onclick = function () {
    pause(true);
    turnTo(place() - 1);
  };
  part("next").onclick = function () {
    pause(true);
    turnTo(place() + 1);
  };
  document.addEventListener("keydown", function (event) {
    var key = event.key || "";
    if (key === "ArrowLeft" || key === "Left") {
      turnTo(place() - 1);
    } else if (key === "ArrowRight" || key === "Right") {
      turnTo(place() + 1);
    }
    pause(true);
  });
  document.addEventListener(
    "focus",
    function (event) {
      if (event.target && event.target !== document && event.target !== window) {
        pause(true);
      }
    },
    true
  );
  turnTo(0);
  pause(paused);
  window.setInterval(function () {
    if (!paused && new Date().getTime() - turned >= show) {
      turnTo(place() + 1);
    }
  }, 500);
  window.setInterval(refresh, ask);
})();
