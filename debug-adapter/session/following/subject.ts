// SPDX-License-Identifier: Apache-2.0
/** What is followed: one request or one notification, with all that has been told of it. */

import type { FollowedRequest, Follower } from '../../awareness/requests';
import type { FollowedState, StageState } from '../../protocol';
import type { RemioDevice } from '../../target';
import { hex, known } from '../system-state';

/** Why there is no further stage, for people. */
export interface Problem {
  readonly short: string;
  readonly text: string;
}

interface RequestSubject {
  readonly kind: 'request';
  readonly request: FollowedRequest;
}

interface NotificationSubject {
  readonly kind: 'notification';
}

export type Subject = (RequestSubject | NotificationSubject) & {
  readonly follower: Follower;
  readonly device: RemioDevice | undefined;
  readonly bindKey: bigint;
  /** `Request 3 READ DeviceFeatures`. */
  readonly title: string;
  /** The follower's history as far as it has been told. */
  readonly told: StageState[];
  problem: Problem | undefined;
  /** There will be no further stage, although the last one has not been reached. */
  isLost: boolean;
};

export function isOver({ follower, isLost }: Subject): boolean {
  return isLost || follower.over;
}

export function followedState(subject: Subject): FollowedState {
  const { kind, bindKey, title, problem, follower } = subject;
  const request = kind === 'request' ? subject.request : undefined;
  return {
    kind,
    ...known('slot', request?.slot),
    ...known('serial', request?.serial.toString()),
    ...{ bindKey: hex(bindKey), title, text: textOf(subject), stages: stagesOf(subject), isOver: isOver(subject) },
    ...known('problem', problem?.text),
    gaps: follower.gaps.map(({ stage, reason }) => `${stage}: ${reason}`),
  };
}

/** What happens at one moment is shown one by one. */
function stagesOf({ told, follower }: Subject): StageState[] {
  return told.slice(0, follower.passed);
}

/** With the stage it is in, and why that is the last one. */
export function textOf(subject: Subject): string {
  const { title, problem } = subject;
  const stages = stagesOf(subject);
  const last = stages.at(-1);
  const before = stages.at(-2);
  const ago =
    last?.duration === undefined || last.duration.instructions === '0' || before === undefined
      ? ''
      : `, ${BigInt(last.duration.instructions).toLocaleString('en')} instructions since ${before.stage}`;
  const stage = last === undefined ? '' : `: ${last.text}${ago}`;
  return `${title}${stage}${problem === undefined ? '' : ` - ${problem.text}`}`;
}

/** Of a stop: the stage where there is little room, and everything beside it. */
export function wordsOf(subject: Subject): { readonly description: string; readonly text: string } {
  const { problem, title } = subject;
  const stage = stagesOf(subject).at(-1)?.text ?? title;
  const description = problem?.short ?? stage[0]!.toUpperCase() + stage.slice(1);
  return { description, text: textOf(subject) };
}
