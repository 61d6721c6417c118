/** Registers the questionnaire's elements with the browser, and connects what every page has. */

import { watchFollowed } from "./address/address.js";
import { Answer } from "./elements/answer.js";
import { connectMenu, menuArrived } from "./page/menu.js";
import { HighWater } from "./elements/high-water.js";
import { Moved } from "./elements/moved.js";
import { NotFound } from "./elements/not-found.js";
import { connectNotes } from "./page/notes.js";
import { keepForOffline, leaveFormerVersion } from "./elements/offline.js";
import { Plan } from "./elements/plan.js";
import { Questionnaire } from "./elements/questionnaire.js";
import { Reply } from "./elements/reply.js";
import { Report } from "./elements/report.js";
import { Score } from "./elements/score.js";
import { connectSearch } from "./page/search.js";
import { themeRuns } from "./page/theme.js";

// exported for tests and the benchmark, because all modules are bundled into this one
export { bootStage, view, why } from "./python/client.js";
export { siteOf } from "./address/site.js";

customElements.define("cpor-questionnaire", Questionnaire);
customElements.define("cpor-answer", Answer);
customElements.define("cpor-high-water", HighWater);
customElements.define("cpor-moved", Moved);
customElements.define("cpor-not-found", NotFound);
customElements.define("cpor-plan", Plan);
customElements.define("cpor-score", Score);
customElements.define("cpor-reply", Reply);
customElements.define("cpor-report", Report);
document.documentElement.dataset["elements"] = ""; // styles hide buttons that need the elements until then

void themeRuns.then(() => {
  watchFollowed();
  // the theme's observable of pages, which emits after each instant navigation
  const pages = /** @type {{document$?: {subscribe: (seen: () => void) => void}}} */ (window).document$;
  pages?.subscribe(leaveFormerVersion);
  pages?.subscribe(menuArrived);
});
connectMenu();
connectSearch();
connectNotes();
keepForOffline();
