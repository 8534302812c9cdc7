// Where this browser is: a new account takes its time zone over. It goes to the account's pages alone, and ends
// with the visit.

export function rememberZone(page = document) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone) page.cookie = `time_zone=${encodeURIComponent(zone)}; path=/account/; SameSite=Lax`;
}

rememberZone();
