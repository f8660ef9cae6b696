// Follows a running import: asks how far it is, and shows the report when it has ended.
(() => {
  const bar = document.getElementById("import-progress");
  const sentence = document.getElementById("import-sentence");

  async function follow() {
    try {
      const answer = await fetch(bar.dataset.progress);
      const now = await answer.json();
      bar.max = now.total;
      bar.value = now.done;
      if (sentence.textContent !== now.sentence) sentence.textContent = now.sentence;
      if (!now.running) {
        window.location.reload();
        return;
      }
    } catch {
      // The server is away for a moment: ask again.
    }
    window.setTimeout(follow, 1000);
  }

  if (bar) window.setTimeout(follow, 1000);
})();
