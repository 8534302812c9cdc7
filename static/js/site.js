// @ts-check
// What every page has. A page's own modules are loaded in its `scripts` block.

import { setUpPasswords } from "./account/password.js";
import { setUpBell } from "./bell.js";
import { setUpBusyButtons } from "./busy.js";
import { setUpCodeBlocks } from "./code.js";
import { setUpCsrf } from "./csrf.js";
import { setUpPersonCheck } from "./device/person.js";
import { setUpSession } from "./device/session.js";
import { setUpDialogs } from "./dialog.js";
import { setUpFocusKeeping } from "./focus.js";
import { setUpLoading } from "./loading.js";
import { setUpFolds, setUpMenus } from "./menu.js";
import { setUpPictures } from "./pictures.js";
import { setUpPrinting } from "./print.js";
import { setUpTabs } from "./tabs.js";
import { setUpThemeSwitch } from "./theme.js";
import { setUpMessages } from "./toast.js";

setUpPersonCheck();
setUpThemeSwitch();
setUpMenus();
setUpFolds();
setUpMessages();
setUpBusyButtons();
setUpTabs();
setUpDialogs();
setUpCodeBlocks();
setUpCsrf();
setUpSession();
setUpFocusKeeping();
setUpLoading();
setUpPrinting();
setUpPictures();
setUpPasswords();
setUpBell();
document.addEventListener("htmx:load", (event) => setUpTabs(event.detail.elt));
