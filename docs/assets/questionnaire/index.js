/** Makes the questionnaire's elements known to the browser; the only file that does something when it is loaded. */

import { watchFollowed } from "./address/address.js";
import { Answer } from "./elements/answer.js";
import { connectMenu, menuArrived } from "./page/menu.js";
import { Moved } from "./elements/moved.js";
import { NotFound } from "./elements/not-found.js";
import { connectNotes } from "./page/notes.js";
import { keepForOffline, leaveFormerVersion } from "./elements/offline.js";
import { Plan } from "./elements/plan.js";
import { Questionnaire } from "./elements/questionnaire.js";
import { Reply } from "./elements/reply.js";
import { Report } from "./elements/report.js";
import { connectSearch } from "./page/search.js";
import { themeRuns } from "./page/theme.js";

// all modules come as one; what tests and the benchmark ask of them is named here
export { bootStage, view, why } from "./python/client.js";
export { siteOf } from "./address/site.js";

customElements.define("cpor-questionnaire", Questionnaire);
customElements.define("cpor-answer", Answer);
customElements.define("cpor-moved", Moved);
customElements.define("cpor-not-found", NotFound);
customElements.define("cpor-plan", Plan);
customElements.define("cpor-reply", Reply);
customElements.define("cpor-report", Report);
document.documentElement.dataset["elements"] = ""; // what needs them is shown from now on

void themeRuns.then(() => {
  watchFollowed();
  // the generator's own observable of pages, which instant navigation brings one after the other
  const pages = /** @type {{document$?: {subscribe: (seen: () => void) => void}}} */ (window).document$;
  pages?.subscribe(leaveFormerVersion);
  pages?.subscribe(menuArrived);
});
connectMenu();
connectSearch();
connectNotes();
keepForOffline();
