// The outline of a paper: which questions are answered, and which are flagged to come back to.

import { kept } from "../device/this-device.js";
import { fieldsOf } from "./quiz-answers.js";

const isAnswered = (question) =>
  question.dataset.isClosed !== undefined || Object.keys(fieldsOf(question)).length > 0;

export function setUpOutline(form) {
  const questions = [...form.querySelectorAll("[data-question]")];
  const key = `flags:${form.dataset.attempt}`;
  const flagged = new Set(kept.recall(key) ?? []);

  function refresh() {
    for (const question of questions) mark(question);
    form.querySelector("[data-answered]").textContent = questions.filter(isAnswered).length;
  }

  function mark(question) {
    const place = question.dataset.question;
    const link = form.querySelector(`[data-place-link="${place}"]`);
    const words = link.querySelector("[data-place-words]");
    words.dataset.said ??= form.dataset.wordsAnswered ?? "";
    link.toggleAttribute("data-is-answered", isAnswered(question));
    words.textContent = isAnswered(question) ? ` ${words.dataset.said}` : "";
    link.querySelector("[data-place-flag]").hidden = !flagged.has(place);
    const button = question.querySelector("[data-flag]");
    if (button) {
      button.hidden = false;
      button.setAttribute("aria-pressed", String(flagged.has(place)));
    }
  }

  form.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-flag]");
    if (!button) return;
    const { question } = button.closest("[data-question]").dataset;
    if (!flagged.delete(question)) flagged.add(question);
    kept.remember(key, flagged.size ? [...flagged] : undefined);
    refresh();
  });
  for (const name of ["input", "change", "answered"]) form.addEventListener(name, refresh);
  refresh();

  return {
    refresh,
    unanswered: () =>
      questions.filter((question) => !isAnswered(question)).map((question) => question.dataset.question),
  };
}
