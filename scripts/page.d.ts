// What tsc has to know of our pages beyond the browser: the events that htmx and the server send.

interface HtmxDetail {
  elt: HTMLElement;
  target: HTMLElement;
  xhr: XMLHttpRequest;
  requestConfig?: { verb?: string; triggeringEvent?: Event };
}

interface DocumentEventMap {
  "htmx:load": CustomEvent<HtmxDetail>;
  "htmx:beforeRequest": CustomEvent<HtmxDetail>;
  "htmx:beforeSend": CustomEvent<HtmxDetail>;
  "htmx:beforeSwap": CustomEvent<HtmxDetail>;
  "htmx:afterRequest": CustomEvent<HtmxDetail>;
  "htmx:responseError": CustomEvent<HtmxDetail>;
  "htmx:sendError": CustomEvent<HtmxDetail>;
  toast: CustomEvent<{ text: string; tone?: "success" | "info" | "warning" | "error" }>;
}

// Where a browser tells it: whether somebody asked to save data.
interface Navigator {
  connection?: { saveData?: boolean };
}

// The part of KaTeX that we call; it puts itself there.
interface Katex {
  render(formula: string | undefined, place: HTMLElement, options: object): void;
}
declare var katex: Katex;

// The part of Chart.js that we call; it puts itself there.
declare class Chart {
  constructor(place: HTMLCanvasElement, drawn: object);
}

// https://developer.mozilla.org/docs/Web/API/Navigation_API, which not every browser has.
interface NavigateEvent extends Event {
  hashChange: boolean;
  downloadRequest: string | null;
  navigationType: string;
  destination: { url: string; sameDocument: boolean };
}
interface Navigation {
  addEventListener(type: "navigate", listener: (event: NavigateEvent) => void): void;
}
interface Window {
  navigation?: Navigation;
}
