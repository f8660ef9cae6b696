// Pastes cells of a spreadsheet into the table of a finance statement; arrows move up and down.
(() => {
  const rowsOf = (grid) =>
    [...grid.tBodies[0].rows].map((row) => [...row.querySelectorAll("td input, td textarea")]);

  function placeOf(grid, field) {
    const rows = rowsOf(grid);
    for (const [y, row] of rows.entries()) {
      const x = row.indexOf(field);
      if (x >= 0) return { rows, x, y };
    }
    return null;
  }

  function write(field, value) {
    field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }

  // A spreadsheet parts cells by tabs and rows by line ends; its last row ends too. A cell with a
  // line end in it stands in quotation marks.
  function cellsOf(text) {
    const rows = [[""]];
    let quoted = false;
    for (let at = 0; at < text.length; at += 1) {
      const sign = text[at];
      const row = rows[rows.length - 1];
      if (quoted && sign === '"' && text[at + 1] === '"') {
        row[row.length - 1] += '"';
        at += 1;
      } else if (sign === '"' && (quoted || row[row.length - 1] === "")) quoted = !quoted;
      else if (!quoted && sign === "\t") row.push("");
      else if (!quoted && sign === "\n") rows.push([""]);
      else if (sign !== "\r") row[row.length - 1] += sign === "\n" ? " " : sign;
    }
    if (rows.length > 1 && rows[rows.length - 1].join("") === "") rows.pop();
    return rows;
  }

  function paste(grid, event) {
    const text = event.clipboardData.getData("text/plain");
    if (!/[\t\n]/.test(text.trimEnd())) return;
    const place = placeOf(grid, event.target);
    if (!place) return;
    event.preventDefault();
    const before = [];
    let left = 0;
    cellsOf(text).forEach((cells, down) => {
      cells.forEach((cell, right) => {
        const field = place.rows[place.y + down]?.[place.x + right];
        if (!field) {
          left += cell.trim() === "" ? 0 : 1;
          return;
        }
        before.push([field, field.value]);
        write(field, cell.trim());
      });
    });
    say(grid, before, left);
  }

  function say(grid, before, left) {
    const panel = grid.parentElement.parentElement;
    const state = panel.querySelector("[data-finance-state]");
    const undo = panel.querySelector("[data-finance-undo]");
    state.textContent = `${state.dataset.pasted} ${before.length}`;
    if (left) state.textContent += ` ${state.dataset.left} ${left}`;
    undo.hidden = false;
    undo.onclick = () => {
      for (const [field, value] of before.reverse()) write(field, value);
      state.textContent = "";
      undo.hidden = true;
      before[before.length - 1]?.[0].focus();
    };
  }

  function move(grid, event) {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const place = step && placeOf(grid, event.target);
    const field = place && place.rows[place.y + step]?.[place.x];
    if (!field) return;
    event.preventDefault();
    field.focus();
    field.select?.();
  }

  document.addEventListener("paste", (event) => {
    const grid = event.target.closest?.("[data-finance-grid]");
    if (grid) paste(grid, event);
  });
  document.addEventListener("keydown", (event) => {
    const grid = event.target.closest?.("[data-finance-grid]");
    if (grid) move(grid, event);
  });
})();
