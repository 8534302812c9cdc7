// Counts visits as the site's settings say. What needs consent is fetched only after a yes, which is kept in
// a cookie of this site for half a year and can be taken back at the foot of every page.

const COOKIE = "analytics_consent";
const HALF_A_YEAR = 60 * 60 * 24 * 182;
const FOREIGN = /^(?:_ga|_gid|_gat|_pk_|mtm_)/;

const counter = document.querySelector("[data-analytics]");
const banner = document.querySelector("[data-consent]");
const { analytics: provider, siteKey, host } = counter.dataset;

function fetchScript(address, data = {}) {
  const script = document.createElement("script");
  script.async = true;
  script.src = address;
  Object.assign(script.dataset, data);
  document.head.append(script);
}

const PROVIDERS = {
  plausible: () => fetchScript(`https://${host}/js/script.js`, { domain: siteKey }),
  matomo() {
    window._paq ??= [];
    if (!banner) window._paq.push(["disableCookies"]);
    window._paq.push(["trackPageView"], ["enableLinkTracking"]);
    window._paq.push(["setTrackerUrl", `https://${host}/matomo.php`], ["setSiteId", siteKey]);
    fetchScript(`https://${host}/matomo.js`);
  },
  google() {
    window.dataLayer ??= [];
    window.gtag ??= function gtag() {
      // biome-ignore lint/complexity/noArguments: gtag.js reads the Arguments object and ignores an array.
      window.dataLayer.push(arguments);
    };
    window.gtag("js", new Date());
    window.gtag("config", siteKey);
    fetchScript(`https://${host}/gtag/js?id=${encodeURIComponent(siteKey)}`);
  },
};

const answer = () => document.cookie.match(new RegExp(`(?:^|; )${COOKIE}=(yes|no)`))?.[1];

function remember(value) {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in Firefox before 140 and on plain http.
  document.cookie = `${COOKIE}=${value}; Max-Age=${HALF_A_YEAR}; Path=/; SameSite=Lax${secure}`;
}

// A provider's cookies may stand on this name or on one above it.
function forgetForeign() {
  const names = document.cookie
    .split("; ")
    .map((pair) => pair.split("=")[0])
    .filter((name) => FOREIGN.test(name));
  const parts = location.hostname.split(".");
  const domains = ["", ...parts.map((_part, at) => `; Domain=${parts.slice(at).join(".")}`)];
  for (const name of names)
    for (const domain of domains) {
      // biome-ignore lint/suspicious/noDocumentCookie: see remember
      document.cookie = `${name}=; Max-Age=0; Path=/${domain}`;
    }
}

function ask() {
  banner.hidden = false;
}

function setUpConsent() {
  banner.addEventListener("click", (event) => {
    const chosen = event.target.closest("[data-consent-answer]")?.dataset.consentAnswer;
    if (!chosen) return;
    const before = answer();
    remember(chosen);
    banner.hidden = true;
    if (chosen === "yes" && before !== "yes") PROVIDERS[provider]();
    if (chosen === "no" && before === "yes") {
      forgetForeign();
      location.reload();
    }
  });
  for (const button of document.querySelectorAll("[data-consent-open]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      ask();
      banner.querySelector("button").focus();
    });
  }
  // Who told their browser to say no has answered already.
  const given = answer() ?? (navigator.globalPrivacyControl ? "no" : undefined);
  if (given === undefined) ask();
  if (given === "yes") PROVIDERS[provider]();
}

if (banner) setUpConsent();
else PROVIDERS[provider]();
