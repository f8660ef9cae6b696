// What Word and WPS put into the clipboard becomes plain structure before the editor reads it:
// their lists are paragraphs with painted markers, and hidden text would come to light.
(() => {
  const cleaned = new WeakSet();
  const FROM_OFFICE = /content=["']?(?:Microsoft|WPS)|class=["']?Mso|mso-[a-z]/i;
  const NUMBER = /^[(（]?\d+[.．、)）]/;
  const BULLET = /^[^\p{L}\p{N}(（]|^[a-z]$/u;

  const styleOf = (element) => (element.getAttribute("style") || "").replace(/\s/g, "");

  // The painted marker of a paragraph that is a point of a list, or nothing.
  function takeMarker(paragraph) {
    const marker = [...paragraph.querySelectorAll("span")].find((span) =>
      styleOf(span).includes("mso-list:Ignore"),
    );
    if (!marker) return "";
    const text = marker.textContent.replace(/\u00a0/g, " ").trim();
    if (NUMBER.test(text) || BULLET.test(text)) marker.remove();
    return text;
  }

  function kindOf(marker) {
    if (NUMBER.test(marker)) return "ol";
    return BULLET.test(marker) ? "ul" : "";
  }

  function makeLists(body) {
    let list = null;
    for (const paragraph of [...body.querySelectorAll("p")]) {
      const isPoint = styleOf(paragraph).includes("mso-list:");
      const kind = isPoint ? kindOf(takeMarker(paragraph)) : "";
      if (!kind) {
        list = null;
        continue;
      }
      if (!list || list.localName !== kind || list !== paragraph.previousElementSibling) {
        list = body.ownerDocument.createElement(kind);
        paragraph.before(list);
      }
      const point = body.ownerDocument.createElement("li");
      point.append(...paragraph.childNodes);
      list.append(point);
      paragraph.remove();
    }
  }

  // One line a row: the cells of a table would be lines without any order.
  function flattenTables(body) {
    for (const table of [...body.querySelectorAll("table")]) {
      const lines = [...table.rows].map((row) => {
        const line = body.ownerDocument.createElement("p");
        const cells = [...row.cells].map((cell) => cell.textContent.trim().replace(/\s+/g, " "));
        line.textContent = cells.join(" | ");
        return line;
      });
      table.replaceWith(...lines);
    }
  }

  function clean(html) {
    const { body } = new DOMParser().parseFromString(html, "text/html");
    const gone = "style, script, meta, link, title, xml, img, iframe, object, input";
    for (const element of body.querySelectorAll(gone)) element.remove();
    for (const element of [...body.querySelectorAll("[style]")]) {
      if (/display:none|mso-hide:all/i.test(styleOf(element))) element.remove();
    }
    makeLists(body);
    flattenTables(body);
    const comments = document.createTreeWalker(body, NodeFilter.SHOW_COMMENT);
    const found = [];
    while (comments.nextNode()) found.push(comments.currentNode);
    for (const comment of found) comment.remove();
    for (const element of body.querySelectorAll("*")) {
      for (const { name } of [...element.attributes]) {
        if (name !== "href") element.removeAttribute(name);
      }
    }
    return body.innerHTML.replace(/[\r\n]+/g, "");
  }

  document.addEventListener(
    "paste",
    (event) => {
      const editor = event.target instanceof Element && event.target.closest(".Draftail-Editor");
      const data = event.clipboardData;
      if (!editor || !data || cleaned.has(event)) return;
      const html = data.getData("text/html");
      if (!FROM_OFFICE.test(html)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      const plain = new DataTransfer();
      plain.setData("text/html", clean(html));
      plain.setData("text/plain", data.getData("text/plain"));
      const again = new ClipboardEvent("paste", {
        clipboardData: plain,
        bubbles: true,
        cancelable: true,
      });
      cleaned.add(again);
      event.target.dispatchEvent(again);
    },
    true,
  );
})();
