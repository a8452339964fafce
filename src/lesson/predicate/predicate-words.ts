import type { FieldTest, FrameTests, Predicate } from "./predicate.js";

/** What a predicate waits for, for people: "Pod/nginx reaches Ready", "the Event BackOff about Pod/nginx, after the finding ErrImagePull opens". */
export function predicateWords(predicate: Predicate): string {
  const { any = [], all = [], not, after, before, ...own } = predicate;
  const words = [
    ...testWords(own),
    ...(any.length === 0 ? [] : [any.map(predicateWords).join(" or ")]),
    ...all.map(predicateWords),
    ...(not === undefined ? [] : [`not: ${predicateWords(not)}`]),
  ].join(" and ");
  return [
    words === "" ? "a change" : words,
    ...(after === undefined ? [] : [`after ${predicateWords(after)}`]),
    ...(before === undefined ? [] : [`before ${predicateWords(before)}`]),
  ].join(", ");
}

function testWords(tests: FrameTests): readonly string[] {
  const { object, about, reason, message, change, stage, reaches, fields = [], gap, firstDivergence } = tests;
  const subject = object ?? "an object";
  const isEvent = about !== undefined || reason !== undefined || message !== undefined;
  const words = [
    ...(reaches === undefined ? [] : [`${containerWords(tests)}${subject} reaches ${reaches}`]),
    ...findingWords(tests),
    ...(stage === undefined ? [] : [`${subject} is ${stage}`]),
    ...(change === undefined ? [] : [`${subject} is ${change}`]),
    ...fields.map((test) => fieldWords(test, subject)),
    ...(isEvent ? [eventWords(tests)] : []),
    ...(gap === undefined ? [] : ["a gap"]),
    ...(firstDivergence ? ["the first divergence"] : []),
  ];
  return words.length === 0 && object !== undefined ? [`a change of ${object}`] : words;
}

function findingWords(tests: FrameTests): readonly string[] {
  const { object, opens, resolves, open, cause } = tests;
  const where = `${object === undefined ? "" : ` of ${containerWords(tests)}${object}`}${cause === undefined ? "" : ` caused by ${cause}`}`;
  const kinds = [
    [opens, "opens"],
    [resolves, "is resolved"],
    [open, "is open"],
  ] as const;
  return kinds.flatMap(([name, verb]) => (name === undefined ? [] : [`the finding ${name}${where} ${verb}`]));
}

function containerWords({ container }: FrameTests): string {
  return container === undefined ? "" : `container ${container} of `;
}

function eventWords({ about, reason, message }: FrameTests): string {
  const what = `${reason === undefined ? "an Event" : `the Event ${reason}`}${about === undefined ? "" : ` about ${about}`}`;
  return message === undefined ? what : `${what} with "${message}"`;
}

function fieldWords({ path, is, isNot, contains, atLeast, atMost, exists, changes }: FieldTest, subject: string): string {
  const tests = [
    ...(is === undefined ? [] : [`is ${String(is)}`]),
    ...(isNot === undefined ? [] : [`is not ${String(isNot)}`]),
    ...(contains === undefined ? [] : [`contains "${contains}"`]),
    ...(atLeast === undefined ? [] : [`is at least ${atLeast}`]),
    ...(atMost === undefined ? [] : [`is at most ${atMost}`]),
    ...(exists === undefined ? [] : [exists ? "is set" : "is not set"]),
    ...(changes ? ["changes"] : []),
  ];
  return `${path} of ${subject} ${tests.join(" and ")}`;
}
