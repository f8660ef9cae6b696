// Remembers large text and theme on this device. Without it both remain plain links.
(function () {
  "use strict";
  var choices = { view: ["standard", "large"], theme: ["light", "dark"] };
  var asked = new URLSearchParams(window.location.search);
  Object.keys(choices).forEach(function (name) {
    var key = "disclosure-" + name;
    var value = asked.get(name);
    try {
      if (choices[name].indexOf(value) >= 0) {
        window.localStorage.setItem(key, value);
      } else {
        value = window.localStorage.getItem(key);
      }
    } catch (error) {
      // The browser keeps nothing for us: what the address says still holds.
    }
    if (choices[name].indexOf(value) >= 0) {
      document.documentElement.setAttribute("data-" + name, value);
    }
  });
})();
