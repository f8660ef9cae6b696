// Tells the server once a minute that somebody is typing or clicking, and warns two minutes
// before a session ends for idleness. Without this script the session ends all the same.
(() => {
  const settings = document.currentScript.dataset;
  if (document.body.classList.contains("login")) return; // nobody is signed in there
  const limit = Number(settings.minutes) * 60000;
  const warnAt = limit - 120000;
  const tellEvery = 60000;
  const key = "disclosure-told-at"; // all pages of this site share the session
  let told = Date.now();
  let notice = null;

  const share = () => {
    try {
      localStorage.setItem(key, String(told));
    } catch {
      // Storage may be switched off; then each page warns for itself.
    }
  };

  const latest = () => {
    try {
      return Math.max(told, Number(localStorage.getItem(key)) || 0);
    } catch {
      return told;
    }
  };
  share();

  const config = () => JSON.parse(document.getElementById("wagtail-config").textContent);

  const takeBack = () => {
    if (notice) notice.remove();
    notice = null;
  };

  const tell = () => {
    told = Date.now();
    share();
    takeBack();
    const { CSRF_HEADER_NAME, CSRF_TOKEN } = config();
    fetch(settings.url, {
      method: "POST",
      credentials: "same-origin",
      headers: { [CSRF_HEADER_NAME]: CSRF_TOKEN },
    }).catch(() => {});
  };

  const acted = () => {
    if (Date.now() - told >= tellEvery) tell();
  };

  const warn = () => {
    notice = document.createElement("div");
    notice.className = "messages";
    notice.setAttribute("role", "alert");
    const list = document.createElement("ul");
    const item = document.createElement("li");
    item.className = "warning";
    item.textContent = `${settings.warning} `;
    // On a phone the button of the menu lies over the corner.
    if (matchMedia("(max-width: 50em)").matches) item.style.paddingInlineStart = "4.5rem";
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button-small";
    button.textContent = settings.stay;
    button.addEventListener("click", tell);
    item.append(button);
    list.append(item);
    notice.append(list);
    (document.querySelector("main") || document.body).prepend(notice);
  };

  for (const kind of ["keydown", "pointerdown"]) {
    document.addEventListener(kind, acted, { passive: true, capture: true });
  }
  if (warnAt > 0) {
    setInterval(() => {
      const due = Date.now() - latest() >= warnAt;
      if (due && !notice) warn();
      if (!due && notice) takeBack();
    }, 15000);
  }

  document.addEventListener("click", (event) => {
    if (event.target.closest && event.target.closest("[data-disclosure-print]")) window.print();
  });
})();
