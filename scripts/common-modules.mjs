// Modules that nearly every command loads, bundled into one file of the built program (see build.mjs). esbuild injects it into every module;
// it is never run by itself. Without it esbuild would split these modules into dozens of small chunks by the commands that share them,
// and opening those would dominate the run time of a short command.
import "../src/app/open-store.ts";
import "../src/app/sessions/open-session.ts";
import "../src/commands/common/print-session.ts";
import "../src/errors.ts";
import "../src/io/duration.ts";
import "../src/io/printable.ts";
import "../src/model/assert-never.ts";
import "../src/json/json.ts";
import "../src/model/fields.ts";
import "../src/model/frame-search.ts";
import "../src/model/held-revisions.ts";
import "../src/model/kube-object.ts";
import "../src/model/revision.ts";
import "../src/replay/choose-objects.ts";
import "../src/replay/moment.ts";
import "../src/replay/state-at.ts";
