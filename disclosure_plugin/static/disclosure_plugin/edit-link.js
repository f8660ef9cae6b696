// Shows staff a link to the editor. Only a browser that was in the admin of this site within the
// last twelve hours asks for it: visitors send nothing, and the page is the same for everybody.
(function () {
  "use strict";
  var address = document.currentScript.getAttribute("data-address");
  var place = document.querySelector(".switches");
  var told = 0;
  try {
    told = Number(window.localStorage.getItem("disclosure-told-at"));
  } catch (error) {
    // A browser that keeps nothing has no link.
  }
  if (!place || !window.fetch || Date.now() - told > 12 * 3600 * 1000) {
    return;
  }
  window
    .fetch(address + "?path=" + encodeURIComponent(window.location.pathname), {
      headers: { "X-Requested-With": "XMLHttpRequest" },
    })
    .then(function (answer) {
      return answer.status === 200 ? answer.json() : null;
    })
    .then(function (found) {
      if (!found) {
        return;
      }
      var link = document.createElement("a");
      link.href = found.address;
      link.textContent = found.words;
      var entry = document.createElement("li");
      entry.className = "edit-link";
      entry.appendChild(link);
      place.insertBefore(entry, place.firstChild);
    })
    .catch(function () {
      // Without the link the admin is still there.
    });
})();
