// SPDX-License-Identifier: Apache-2.0
/** Words for the status bar about what is followed. */

import type { FollowedState, StageState } from '../../debug-adapter/protocol';

export interface StatusText {
  /** With an icon of the editor. */
  readonly text: string;
  /** For screen readers. */
  readonly spoken: string;
  readonly tooltip: string;
}

export function statusOf({ title, text, stages, isOver, problem, gaps }: FollowedState): StatusText {
  const icon = problem === undefined ? (isOver ? 'pass' : 'git-commit') : 'warning';
  const next = isOver
    ? 'It is over: following goes on with what comes next of its device.'
    : 'Run to its next stage: Follow Request';
  return {
    // Texts of the guest's are in it: what looks like an icon is none.
    text: `$(${icon}) ${text.replaceAll('$(', '$ (')}`,
    spoken: `Followed: ${text}`,
    tooltip: [
      title,
      ...stages.map(stageLine),
      ...(problem === undefined ? [] : [problem]),
      ...gaps.map((gap) => `cannot be seen: ${gap}`),
      next,
    ].join('\n'),
  };
}

/** `+1,234 asked (bao_dispatch_io)`. */
function stageLine({ text, duration, function: name }: StageState): string {
  const since = duration === undefined ? '' : `+${BigInt(duration.instructions).toLocaleString('en')} `;
  return `${since}${text}${name === undefined ? '' : ` (${name})`}`;
}
