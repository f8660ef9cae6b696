// Follows a running snapshot: fetches the list anew until nothing is under way.
const address = document.currentScript.dataset.results;

async function follow() {
  const list = document.getElementById("listing-results");
  if (!list.querySelector("[data-snapshots-active]")) return;
  const answer = await fetch(address + window.location.search);
  if (answer.ok && !list.contains(document.activeElement)) list.innerHTML = await answer.text();
  window.setTimeout(follow, 2000);
}

window.setTimeout(follow, 2000);
