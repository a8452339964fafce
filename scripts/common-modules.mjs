// What nearly every command loads, gathered into one file of the built program (see build.mjs). Never run by itself: esbuild puts it in front
// of every module. Without it each of these would lie with those that happen to be used by the same commands, in dozens of small files,
// and opening them is what a short command would spend its time on.
import "../src/commands/common/open-session.ts";
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
