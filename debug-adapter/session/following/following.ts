// SPDX-License-Identifier: Apache-2.0
/**
 * What a person follows through the system: one request, or one notification. Each of its runs ends at a stage, at what
 * stops any run, or with the reason why there is no stage to come; what is followed stays selected meanwhile.
 */

import { basename } from 'node:path';
import { Event } from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { BaoAwareness } from '../../awareness/bao';
import {
  type FollowedRequest,
  type Follower,
  followedFromEvent,
  followedFromState,
  followNotification,
  followRequest,
  Headway,
  type Impediment,
  type NewRequest,
  NextOfDevice,
  NextRequest,
  type Stage,
} from '../../awareness/requests';
import type { Programs } from '../../programs';
import { type FollowedState, REQUEST_STAGE_EVENT, type RequestStageEventBody } from '../../protocol';
import type { RunControl, Stopped } from '../../run-control';
import type { Stacks, ThreadKey } from '../../stack';
import { type BaoState, type RemioDevice, type RemioRequest, type Target, TargetError } from '../../target';
import type { ClientSources } from '../client-sources';
import type { SessionLog } from '../log';
import { hex } from '../system-state';
import { earlierStages } from './earlier-stages';
import { helperLevels } from './helper-levels';
import { Lead } from './lead';
import { parameterReader } from './parameters';
import { StageTeller } from './stage-teller';
import { followedState, isOver, type Subject, textOf, wordsOf } from './subject';
import { requestTitle } from './words';

/** What following works on. */
export interface FollowingSurroundings {
  readonly target: Target;
  readonly programs: Programs;
  readonly control: RunControl;
  readonly stacks: Stacks;
  readonly log: SessionLog;
  readonly sources: ClientSources;
  readonly send: (event: DebugProtocol.Event) => void;
  /** Undefined when nothing can be known of the hypervisor. */
  readonly bao: BaoAwareness | undefined;
}

/** A stage at which a run is to end. */
export type WantedStage = 'any' | 'last';

const WANTED: Readonly<Record<WantedStage, (stage: Stage) => boolean>> = {
  any: () => true,
  last: ({ id }) => id === 'resumed',
};
/** Frames that are looked at. */
const MAX_HELPERS = 8;
const NOBODY = 'Nobody works on it';
const AT_REST = 'nobody works on it: every vCPU waits, and only input to a console can wake one';
const NOTHING_LEFT = 'nobody will answer it: every vCPU waits, and nothing can wake one';

export class Following {
  private subject: Subject | undefined;
  /** The run under way, when it is to a stage. */
  private lead: Lead | undefined;
  private isAtRest = false;
  /** Where a person looks at this stop. */
  private look: { readonly hart: number; readonly helpers: number } | undefined;
  private sent = '{}';
  private readonly teller: StageTeller;

  constructor(private readonly around: FollowingSurroundings) {
    this.teller = new StageTeller(around);
  }

  /** Undefined when nothing is followed. */
  get state(): FollowedState | undefined {
    return this.subject && followedState(this.subject);
  }

  /** The device that what is followed belongs to. */
  get device(): RemioDevice | undefined {
    return this.subject?.device;
  }

  /** Follows a request of the pool from now on. @returns false for a slot that holds none */
  async select(request: RemioRequest): Promise<boolean> {
    const state = await this.hypervisor();
    const known = followedFromState(request, state);
    if (known === undefined) {
      return false;
    }
    if (this.subject?.kind !== 'request' || this.subject.request.serial !== known.serial) {
      this.begin(this.subjectOf(known, state, earlierStages(this.around.log.calls, known.serial)));
      await this.tell();
    }
    this.announce();
    return true;
  }

  /** Follows nothing any more; also to be called before the target is restarted. */
  clear(): void {
    this.begin(undefined);
    this.announce();
  }

  /** Runs to a stage of what is followed. */
  async toStage(wanted: WantedStage): Promise<Stopped> {
    const { subject } = this;
    if (subject === undefined) {
      return this.toNextRequest(undefined, wanted);
    }
    await subject.follower.settle();
    if (isOver(subject)) {
      // Where one was lost, its frontend will make no further one.
      const device = subject.isLost ? undefined : subject.device;
      return device === undefined ? this.toNextRequest(undefined, wanted) : this.toNextOf(device, wanted);
    }
    return this.pursue(subject, wanted);
  }

  /** Runs until a request is made, and from there to a stage of it. @param bindKey undefined: of any device */
  async toNextRequest(bindKey: bigint | undefined, wanted: WantedStage): Promise<Stopped> {
    const next = new NextRequest(this.around.target, bindKey);
    try {
      const stopped = await this.around.control.pursue(next);
      return next.request === undefined ? stopped : await this.toStageOfNew(next.request, wanted);
    } finally {
      next.close();
    }
  }

  /** Runs to the next stage of the notification that is followed, else of the next one of a device. */
  async toNotification(device: RemioDevice): Promise<Stopped> {
    if (this.subject?.kind !== 'notification' || this.subject.bindKey !== device.bindKey || isOver(this.subject)) {
      const { target, programs } = this.around;
      this.begin(await this.notificationSubject(followNotification(target, programs, device), device));
    }
    return this.pursue(this.subject!, 'any');
  }

  /** Every vCPU waits, and somebody may type into a console. Who waits for a stage is told; who waits for a request or
   *  a notification to be made goes on waiting. */
  atRest(): void {
    if (this.lead?.subject.kind === 'request') {
      this.isAtRest = true;
      this.around.target.pause();
    }
  }

  /** How many of a thread's innermost frames are only how a stage is done, not what it is about. */
  helpersOf(thread: ThreadKey): number {
    return this.look?.hart === thread ? this.look.helpers : 0;
  }

  /** To be called at every stop, before it is announced. */
  async stopped({ hart, reason }: Stopped): Promise<void> {
    const { stacks } = this.around;
    const helpers = reason === 'goal' ? helperLevels(await stacks.backTrace(hart, MAX_HELPERS)) : 0;
    this.look = { hart, helpers };
    if (this.subject !== undefined) {
      await this.subject.follower.settle();
      await this.tell();
      this.announce();
      if (isOver(this.subject)) {
        // What runs from now on is not about it.
        this.subject.follower.close();
      }
    }
  }

  // --- inside ----------------------------------------------------------------------------------------------------------

  private async hypervisor(): Promise<BaoState> {
    const { bao } = this.around;
    if (bao === undefined) {
      throw new TargetError('nothing is known of the hypervisor on this machine');
    }
    return bao.state();
  }

  private async toNextOf(device: RemioDevice, wanted: WantedStage): Promise<Stopped> {
    const { target, programs, control } = this.around;
    const next = new NextOfDevice(target, programs, device);
    try {
      const stopped = await control.pursue(next);
      if (next.request.request !== undefined) {
        next.notification.close();
        return await this.toStageOfNew(next.request.request, wanted);
      }
      if (next.notification.current === undefined) {
        next.notification.close();
        return stopped;
      }
      this.begin(await this.notificationSubject(next.notification, device));
      await this.tell();
      return { ...stopped, ...wordsOf(this.subject!) };
    } finally {
      next.request.close();
    }
  }

  private async toStageOfNew({ event, recent }: NewRequest, wanted: WantedStage): Promise<Stopped> {
    const state = await this.hypervisor();
    const subject = this.subjectOf(followedFromEvent(event, state), state);
    subject.follower.catchUp(recent);
    this.begin(subject);
    return this.pursue(subject, wanted);
  }

  private async pursue(subject: Subject, wanted: WantedStage): Promise<Stopped> {
    const home = subject.kind === 'request' ? subject.request.frontendHart : (subject.device?.frontend.cpu ?? 0);
    const headway = subject.kind === 'request' ? new Headway(this.around.target, subject.request) : undefined;
    const lead = new Lead(
      subject,
      headway,
      WANTED[wanted],
      { bao: () => this.hypervisor(), tell: () => this.tell(), describe: (impediment) => this.describe(impediment) },
      home,
    );
    subject.problem = undefined;
    this.lead = lead;
    this.isAtRest = false;
    try {
      await headway?.begin(await this.hypervisor());
      return this.withReason(await this.around.control.pursue(lead), subject);
    } finally {
      headway?.close();
      this.lead = undefined;
    }
  }

  /** Nothing moves any more: says what that means for a request. */
  private withReason(stopped: Stopped, subject: Subject): Stopped {
    if (subject.kind !== 'request' || isOver(subject)) {
      return stopped;
    }
    if (this.isAtRest && stopped.reason === 'pause') {
      subject.problem = { short: NOBODY, text: AT_REST };
      return { ...stopped, reason: 'goal', ...wordsOf(subject) };
    }
    if (stopped.reason === 'ended') {
      subject.problem = { short: NOBODY, text: NOTHING_LEFT };
      return { ...stopped, text: textOf(subject) };
    }
    return stopped;
  }

  private async describe({ kind, text, hart }: Impediment): Promise<string> {
    const frames = kind === 'round' && hart !== undefined ? await this.around.stacks.backTrace(hart, MAX_HELPERS) : [];
    const frame = frames[helperLevels(frames)];
    const line = frame?.place === undefined ? '' : ` at ${basename(frame.place.file)}:${frame.place.line}`;
    return frame?.function === undefined ? text : `${text} (${frame.function}${line})`;
  }

  private begin(subject: Subject | undefined): void {
    if (this.subject !== undefined) {
      this.subject.follower.close();
    }
    this.subject = subject;
  }

  private subjectOf(request: FollowedRequest, state: BaoState, earlier: readonly Stage[] = []): Subject {
    const { target, programs, stacks } = this.around;
    const { device, bindKey, slot, address } = request;
    const pooled = state.requests[slot];
    return {
      ...{ kind: 'request', request, device, bindKey },
      follower: followRequest(target, programs, request, { parameters: parameterReader(stacks), earlier }),
      title: pooled === undefined ? `Request ${slot} at ${hex(address)}` : requestTitle(pooled),
      ...{ told: [], problem: undefined, isLost: false },
    };
  }

  private async notificationSubject(follower: Follower, device: RemioDevice): Promise<Subject> {
    const { partitions } = await this.hypervisor();
    const nameOf = (wanted: number) => partitions.find(({ vm }) => vm === wanted)?.name ?? `VM${wanted}`;
    return {
      ...{ kind: 'notification', follower, device, bindKey: device.bindKey },
      title: `Notification from ${nameOf(device.backend.vm)} to ${nameOf(device.frontend.vm)}`,
      ...{ told: [], problem: undefined, isLost: false },
    };
  }

  /** Brings the stages of what is followed up to date. */
  private async tell(): Promise<void> {
    const { subject } = this;
    const history = subject?.follower.history ?? [];
    while (subject !== undefined && subject.told.length < history.length) {
      const index = subject.told.length;
      subject.told.push(await this.teller.tell(history[index]!, history[index - 1], subject.device));
    }
  }

  /** Tells the client, unless it knows. */
  private announce(): void {
    const { state } = this;
    const body: RequestStageEventBody = state === undefined ? {} : { followed: state };
    const text = JSON.stringify(body);
    if (text !== this.sent) {
      this.sent = text;
      this.around.send(new Event(REQUEST_STAGE_EVENT, body));
    }
  }
}
