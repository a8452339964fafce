// In the built program this stands in for the package "bindings", by which better-sqlite3 finds its compiled part: it looks in a dozen places,
// and its own installation knows only this one.
module.exports = () => require("better-sqlite3/build/Release/better_sqlite3.node");
