// Setting a score without leaving the gradebook: a cell opens a dialog, and the answer replaces the person's line.
// The line as a whole, since one score can change the course grade and which other result is left out.
// Without this module each cell is a link to a screen that does the same.

const HEADERS = { "HX-Request": "true", "X-Requested-With": "XMLHttpRequest" };

class Gradebook {
  constructor(table) {
    this.table = table;
    this.said = document.querySelector("[data-gradebook-said]");
    this.dialog = document.querySelector("[data-gradebook-dialog]");
    this.asked = "";
    this.isBusy = false;
    this.makeButtons(table);
    table.addEventListener("click", (event) => {
      const button = event.target.closest("button[data-override]");
      if (button) this.open(button.dataset.override);
    });
    this.dialog.addEventListener("click", (event) => {
      if (event.target.closest("[data-gradebook-close]")) this.dialog.close();
    });
    this.dialog.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send(event.target, event.submitter);
    });
    this.dialog.addEventListener("close", () => this.button(this.asked)?.focus());
  }

  // What opens a dialog is a button; a link only where it leads to a screen.
  makeButtons(root) {
    for (const link of root.querySelectorAll("a[data-override]")) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = link.className;
      button.dataset.override = link.dataset.override;
      button.setAttribute("aria-haspopup", "dialog");
      button.append(...link.childNodes);
      link.replaceWith(button);
    }
  }

  button(url) {
    return this.table.querySelector(`button[data-override="${CSS.escape(url)}"]`);
  }

  async open(url) {
    if (this.isBusy) return;
    this.asked = url;
    const response = await fetch(url, { headers: HEADERS }).catch(() => null);
    if (this.asked !== url || this.dialog.open) return;
    if (!response?.ok) {
      location.assign(url);
      return;
    }
    this.show(await response.text());
  }

  show(html) {
    this.dialog.innerHTML = html;
    if (!this.dialog.open) this.dialog.showModal();
    const wrong = [...this.dialog.querySelectorAll("[aria-invalid=true]")];
    // Where a field has a help text, the form describes it by that alone.
    for (const field of wrong) {
      const descriptions = new Set([
        `${field.id}_error`,
        ...(field.getAttribute("aria-describedby") ?? "").split(" "),
      ]);
      field.setAttribute("aria-describedby", [...descriptions].filter(Boolean).join(" "));
    }
    (wrong[0] ?? this.dialog.querySelector("input:not([type=hidden]), textarea")).focus();
  }

  async send(form, submitter) {
    if (this.isBusy) return;
    this.isBusy = true;
    form.setAttribute("aria-busy", "true");
    const response = await fetch(form.action, {
      method: "POST",
      headers: HEADERS,
      body: new FormData(form, submitter),
    }).catch(() => null);
    const html = response ? await response.text().catch(() => "") : "";
    this.isBusy = false;
    form.removeAttribute("aria-busy");
    if (response?.ok && html) this.replaceLine(html);
    else if (response?.status === 422) this.show(html);
    else this.fail(form);
  }

  // What was typed stays, so that it can be sent again.
  fail(form) {
    form.querySelector("[data-gradebook-errors]").textContent = this.dialog.dataset.wordsFailed;
    if (!this.dialog.open) this.dialog.showModal();
  }

  replaceLine(html) {
    const template = document.createElement("template");
    template.innerHTML = html;
    const fresh = template.content.querySelector("tr");
    const stale = this.button(this.asked).closest("tr");
    const cells = (line) =>
      [...line.querySelectorAll("[data-override]")].map((cell) => cell.dataset.override).join();
    // The works of the course changed since the table was drawn: its columns are others now.
    if (cells(fresh) !== cells(stale)) {
      location.reload();
      return;
    }
    this.makeButtons(fresh);
    stale.replaceWith(fresh);
    this.said.textContent = fresh.dataset.said;
    this.dialog.close();
    this.button(this.asked).focus();
  }
}

for (const table of document.querySelectorAll("[data-gradebook]")) new Gradebook(table);
