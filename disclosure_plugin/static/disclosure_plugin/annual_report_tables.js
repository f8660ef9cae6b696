// Checks the tables of an annual report while somebody types, by the server's own equations.
// Without this script the same sentences stand there after the form was sent.
(() => {
  const COUNT = /^(?:\d{1,9}|\d{1,3}(?:,\d{3}){1,2})(?:\.0{1,6})?$/;
  const AMOUNT = /^(?:\d{1,9}|\d{1,3}(?:,\d{3}){1,2})(?:\.\d{1,6})?$/;
  const FULL_WIDTH = { "．": ".", "，": "," };

  function plain(text) {
    return text
      .replace(/[０-９]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) - 0xfee0))
      .replace(/[．，]/g, (sign) => FULL_WIDTH[sign])
      .trim();
  }

  // Amounts are reckoned in millionths, so that nothing is rounded.
  function numberIn(input) {
    const text = plain(input.value);
    const shape = input.inputMode === "decimal" ? AMOUNT : COUNT;
    return shape.test(text) ? Math.round(Number(text.replaceAll(",", "")) * 1e6) : null;
  }

  function filled(template, names) {
    return template.replace(/%\((\w+)\)s/g, (whole, name) => names[name] ?? whole);
  }

  function written(millionths) {
    return String(millionths / 1e6);
  }

  function watch(root) {
    const equations = JSON.parse(root.dataset.equations);
    const messages = JSON.parse(root.dataset.messages);
    const inputs = new Map(
      [...root.querySelectorAll("[data-cell]")].map((input) => [input.dataset.cell, input]),
    );
    const list = root.querySelector("[data-report-faults]");
    const suspect = root.querySelector("[data-report-suspect]");
    const fine = root.querySelector("[data-report-fine]");

    function side([plus, minus, known], values) {
      let total = known * 1e6;
      for (const [sign, cells] of [[1, plus], [-1, minus]]) {
        for (const cell of cells) {
          const value = values.get(cell);
          if (value === null || value === undefined) return null;
          total += sign * value;
        }
      }
      return total;
    }

    function reckon() {
      const values = new Map([...inputs].map(([cell, input]) => [cell, numberIn(input)]));
      const sentences = [];
      const rows = new Set();
      const columns = new Set();
      const touched = new Set();
      for (const one of equations) {
        const right = one.right[0][0];
        const left = side(one.left, values);
        const goal = inputs.get(right);
        // What an empty total will become is shown where it will stand.
        if (goal && "total" in goal.dataset && goal.value.trim() === "" && one.rule !== "V1") {
          goal.placeholder = left === null ? "" : written(left);
          if (left !== null) values.set(right, left);
        }
      }
      for (const one of equations) {
        const left = side(one.left, values);
        const right = side(one.right, values);
        if (left === null || right === null) continue;
        if (one.atMost ? left <= right : left === right) continue;
        sentences.push(
          filled(messages[one.rule], { ...one.names, left: written(left), right: written(right) }),
        );
        const cells = [...one.left[0], ...one.left[1], ...one.right[0]];
        for (const cell of cells) touched.add(cell);
        const [, row, column] = cells[0].split("/");
        if (one.rule === "V3") rows.add(row);
        if (one.rule === "V1" || one.rule === "V2") columns.add(column);
      }
      const unreadable = [];
      for (const [cell, input] of inputs) {
        const wrong = values.get(cell) === null && input.value.trim() !== "";
        if (wrong) unreadable.push([cell, input.value.trim()]);
        if (wrong) input.setAttribute("aria-invalid", "true");
        else input.removeAttribute("aria-invalid");
        input.classList.toggle("disclosure-suspect", false);
      }
      const names = JSON.parse(root.dataset.names);
      for (const [cell, text] of unreadable) {
        sentences.unshift(filled(messages.V5, { cell: names[cell], value: text }));
      }
      const empty = [...inputs].filter(
        ([cell, input]) => input.value.trim() === "" && (values.get(cell) ?? null) === null,
      );
      if (empty.length) {
        const cells = empty.slice(0, 6).map(([cell]) => names[cell]).join("、");
        sentences.push(filled(messages["V5 empty"], { count: empty.length, cells }));
      }
      const alone =
        rows.size === 1 && columns.size === 1 ? `3/${[...rows][0]}/${[...columns][0]}` : "";
      if (alone) inputs.get(alone).classList.add("disclosure-suspect");
      suspect.hidden = !alone;
      if (alone) suspect.textContent = filled(messages.suspect, { cell: names[alone] });
      fine.hidden = sentences.length > 0;
      list.replaceChildren(
        ...sentences.map((sentence) => {
          const item = document.createElement("li");
          item.textContent = sentence;
          return item;
        }),
      );
    }

    let waiting = 0;
    root.addEventListener("input", () => {
      window.clearTimeout(waiting);
      waiting = window.setTimeout(reckon, 300);
    });
    root.addEventListener("keydown", (event) => move(event, inputs));
  }

  // Up and down go along the column, as in a spreadsheet.
  function move(event, inputs) {
    if (!["ArrowUp", "ArrowDown"].includes(event.key) || !event.target.dataset.cell) return;
    const [table, , column] = event.target.dataset.cell.split("/");
    const below = [...inputs.values()].filter((input) => {
      const [itsTable, , itsColumn] = input.dataset.cell.split("/");
      return itsTable === table && itsColumn === column;
    });
    const step = event.key === "ArrowDown" ? 1 : -1;
    const next = below[below.indexOf(event.target) + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
    next.select();
  }

  function begin() {
    document.querySelectorAll("[data-report-tables]").forEach(watch);
  }

  // Wagtail puts the scripts of a form into the head.
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
