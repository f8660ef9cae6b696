// Computes the SHA-256 of a chosen or dropped file on this device and sends only that.
"use strict";

for (const form of document.querySelectorAll("[data-hash-form]")) {
  const place = form.querySelector("[data-hash-file]");
  const input = place.querySelector("input");
  const problem = place.querySelector("[data-hash-problem]");
  const field = form.elements.sha256;

  const check = async (file) => {
    if (!file) {
      return;
    }
    try {
      const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
      field.value = [...new Uint8Array(digest)]
        .map((byte) => byte.toString(16).padStart(2, "0"))
        .join("");
    } catch {
      // No secure connection, or a file that cannot be read.
      problem.hidden = false;
      field.focus();
      return;
    }
    form.submit();
  };

  place.hidden = false;
  input.addEventListener("change", () => check(input.files[0]));
  for (const name of ["dragover", "dragleave", "drop"]) {
    place.addEventListener(name, (event) => {
      event.preventDefault();
      place.classList.toggle("dropping", name === "dragover");
      if (name === "drop") {
        check(event.dataTransfer.files[0]);
      }
    });
  }
}
