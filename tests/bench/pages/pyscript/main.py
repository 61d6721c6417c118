from pathlib import Path

import js

from decision_tree import browser

browser.load(Path("flow.json").read_text())
answer = browser.view(Path("request.json").read_text())
js.BroadcastChannel.new("answer").postMessage(answer)
