import type { ObjectAnalysis, SessionAnalysis } from "../../../interpret/session-analysis.js";
import type { Uid } from "../../../model/kube-object.js";
import { ownerForest, type TreeNode } from "../../../report/overview/owner-tree.js";

/** One object in the timeline, below its owner. */
export interface TimelineRow {
  readonly object: ObjectAnalysis;
  /** From 1. */
  readonly level: number;
  /** Among those of the same owner, from 1. */
  readonly place: number;
  readonly siblings: number;
  readonly hasChildren: boolean;
  readonly isExpanded: boolean;
  /** All objects below it that have no row, as it is collapsed. */
  readonly hidden: readonly ObjectAnalysis[];
}

/** Owners first. Siblings in the order in which they appeared; those that were there when recording began come first, by name. */
export function timelineForest(objects: readonly ObjectAnalysis[]): readonly TreeNode<ObjectAnalysis>[] {
  const places = new Map(objects.map((object, place) => [object, existedBefore(object) ? -1 : place]));
  return ownerForest(objects, (object) => places.get(object) ?? -1);
}

/** The rows that are shown. With `isWanted`: the wanted objects and those that own them. */
export function timelineRows(
  forest: readonly TreeNode<ObjectAnalysis>[],
  collapsed: ReadonlySet<Uid>,
  isWanted?: (object: ObjectAnalysis) => boolean,
): readonly TimelineRow[] {
  const rows: TimelineRow[] = [];
  const add = (nodes: readonly TreeNode<ObjectAnalysis>[], level: number) => {
    for (const [index, { item, below }] of nodes.entries()) {
      const isExpanded = !collapsed.has(item.ref.uid);
      const hasChildren = below.length > 0;
      const hidden = isExpanded ? [] : allOf(below);
      rows.push({ object: item, level, place: index + 1, siblings: nodes.length, hasChildren, isExpanded, hidden });
      if (isExpanded) add(below, level + 1);
    }
  };
  add(isWanted === undefined ? forest : wantedOf(forest, isWanted), 1);
  return rows;
}

function wantedOf(nodes: readonly TreeNode<ObjectAnalysis>[], isWanted: (object: ObjectAnalysis) => boolean): TreeNode<ObjectAnalysis>[] {
  return nodes.flatMap(({ item, below }) => {
    const wanted = wantedOf(below, isWanted);
    return wanted.length > 0 || isWanted(item) ? [{ item, below: wanted }] : [];
  });
}

function allOf(nodes: readonly TreeNode<ObjectAnalysis>[]): readonly ObjectAnalysis[] {
  return nodes.flatMap(({ item, below }) => [item, ...allOf(below)]);
}

/**
 * In a session of Kubernetes Events alone, a row for each object that they are about. Else, and for the objects beyond a limit, one for all Events about
 * objects that were not recorded; none where there are none.
 */
export function otherEventsRows({ otherOccurrences, eventSubjects = [] }: SessionAnalysis): readonly TimelineRow[] {
  return [...timelineRows(timelineForest(eventSubjects), new Set()), ...rowOfOthers(otherOccurrences)];
}

function rowOfOthers(otherOccurrences: SessionAnalysis["otherOccurrences"]): readonly TimelineRow[] {
  if (otherOccurrences === undefined) return [];
  const object: ObjectAnalysis = {
    ref: { uid: "" as Uid, apiVersion: "", kind: "Kubernetes Events", name: "about other objects" },
    ...{ owners: [], milestones: [], stageIntervals: [], stage: { name: "", tone: "neutral" }, lives: [] },
    occurrences: otherOccurrences,
  };
  return [{ object, level: 1, place: 1, siblings: 1, hasChildren: false, isExpanded: true, hidden: [] }];
}

function existedBefore({ milestones }: ObjectAnalysis): boolean {
  return milestones[0]?.how === "found";
}

/** The objects that have rows. */
export function timelineObjects({ objects, eventSubjects = [] }: SessionAnalysis): readonly ObjectAnalysis[] {
  return eventSubjects.length === 0 ? objects : [...objects, ...eventSubjects];
}

/** It was failing at some time. */
export function wasFailing({ stageIntervals }: ObjectAnalysis): boolean {
  return stageIntervals.some(({ stage }) => stage.tone === "bad");
}
