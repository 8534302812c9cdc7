// The editor's drawing of a page as a search result and as a shared card: redrawn while somebody types.

const DESCRIBING = ["search_description", "short_description", "intro", "headline"];

const field = (name) => document.querySelector(`#id_${name}`);
const said = (...names) => names.map((name) => field(name)?.value.trim()).find(Boolean) ?? "";
const shortened = (text, most) => (text.length > most ? `${text.slice(0, most - 1).trimEnd()}…` : text);

class Preview {
  constructor(root) {
    this.root = root;
    this.words = root.dataset;
    document.addEventListener("input", () => this.draw());
    document.addEventListener("change", () => this.draw());
    const chooser = document.querySelector(`#id_${this.words.pictureField}-chooser`);
    if (chooser)
      new MutationObserver(() => this.draw()).observe(chooser, {
        attributes: true,
        childList: true,
        subtree: true,
      });
    this.chooser = chooser;
    this.draw();
  }

  put(name, text) {
    for (const place of this.root.querySelectorAll(`[${name}]`)) place.textContent = text;
  }

  hint(name, text) {
    const place = this.root.querySelector(`[data-hint="${name}"]`);
    const [from, to] = [Number(place.dataset.from), Number(place.dataset.to)];
    const state = !text ? "empty" : text.length < from ? "short" : text.length > to ? "long" : "good";
    const words = this.words[`words${state[0].toUpperCase()}${state.slice(1)}`];
    const shown = `${text.length} / ${to} · ${words}`;
    place.dataset.state = state;
    if (place.textContent !== shown) place.textContent = shown;
  }

  draw() {
    const title = said("seo_title", "title");
    const description = said(...DESCRIBING);
    const slug = "first" in this.words ? "" : said("slug");
    const url = new URL(slug ? `${slug}/` : "", this.words.above);
    const full = title ? `${title} · ${this.words.name}` : this.words.name;
    const [titlePlace, descriptionPlace] = ["title", "description"].map(
      (name) => this.root.querySelector(`[data-hint="${name}"]`).dataset.to,
    );
    this.put("data-share-title", shortened(full, Number(titlePlace)));
    this.put("data-share-title-short", title || this.words.name);
    this.put("data-share-description", shortened(description, Number(descriptionPlace)));
    this.put("data-share-url", [url.host, ...url.pathname.split("/").filter(Boolean)].join(" › "));
    this.put("data-share-host", url.host);
    this.hint("title", full);
    this.hint("description", description);
    this.drawPicture();
  }

  drawPicture() {
    const chosen = field(this.words.pictureField)?.value ? this.chooser?.querySelector("img") : null;
    const picture = this.root.querySelector("[data-share-picture]");
    if (chosen && picture.getAttribute("src") !== chosen.src) picture.src = chosen.src;
    picture.hidden = !chosen;
    this.root.querySelector("[data-share-drawn]").hidden = Boolean(chosen);
  }
}

for (const root of document.querySelectorAll("[data-search-and-share]")) new Preview(root);
