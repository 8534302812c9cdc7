// Entry for pages with videos: `<script type="module" src="{% static 'js/players/all.js' %}"></script>`.

import { setUpPlayers } from "./player.js";

setUpPlayers();
document.addEventListener("htmx:load", (event) => setUpPlayers(event.detail.elt));
