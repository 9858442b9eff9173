// SPDX-License-Identifier: Apache-2.0
/** What is followed, with its stages; each leads to the line where it was. */

import type { FollowedState, RemioState, StageState } from '../../debug-adapter/protocol';
import { lineDestination, type ViewItem } from './item';

/** Nothing when nothing is followed. */
export function followedItems({ followed }: RemioState): ViewItem[] {
  return followed === undefined ? [] : [followedItem(followed)];
}

function followedItem({ title, stages, isOver, problem, gaps }: FollowedState): ViewItem {
  const state = problem ?? stages.at(-1)?.text ?? 'selected';
  return {
    key: 'followed',
    label: `Following: ${title}`,
    description: isOver && problem === undefined ? `${state}, over` : state,
    tooltip: [title, ...gaps.map((gap) => `cannot be seen: ${gap}`)].join('\n'),
    icon: problem === undefined ? 'debug-line-by-line' : 'warning',
    isOpen: true,
    children: stages.map(stageItem),
  };
}

function stageItem({ text, instructions, time, duration, function: name, place }: StageState, index: number): ViewItem {
  const where = name === undefined ? [] : [name];
  const since = duration === undefined ? [] : [`+${BigInt(duration.instructions).toLocaleString('en')} instructions`];
  const description = [...since, ...where].join(', ');
  const ticks =
    duration === undefined ? '' : `, ${BigInt(duration.ticks).toLocaleString('en')} ticks after the stage before`;
  return {
    key: `stage ${index}`,
    label: text,
    ...(description === '' ? {} : { description }),
    tooltip: `at ${BigInt(instructions).toLocaleString('en')} instructions, time ${BigInt(time).toLocaleString('en')}${ticks}`,
    icon: 'circle-small-filled',
    ...lineDestination(place),
  };
}
