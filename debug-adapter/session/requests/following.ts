// SPDX-License-Identifier: Apache-2.0
/** Following one request or notification from stage to stage. */

import { ContinuedEvent } from '@vscode/debugadapter';
import { type Thread, vcpuThreadId } from '../../awareness/threads';
import {
  FOLLOW_NOTIFICATION_REQUEST,
  FOLLOW_REQUEST,
  type FollowResponseBody,
  RUN_TO_COMPLETION_REQUEST,
  RUN_TO_NEXT_REQUEST,
  SELECT_REQUEST,
} from '../../protocol';
import type { Stopped } from '../../run-control';
import type { BaoState, RemioDevice, RemioRequest } from '../../target';
import type { Arguments } from '../arguments';
import type { Debuggee } from '../debuggee';
import { deviceOfThread, requestOfThread, type WantedStage } from '../following';
import { RequestError } from '../request-error';
import type { SessionState } from '../session-state';
import { threadById } from '../threads';
import type { Afterwards, RequestFamily, RequestHandler } from './handler';

export const followingRequests: RequestFamily = {
  [FOLLOW_REQUEST]: followTo('any'),
  [RUN_TO_COMPLETION_REQUEST]: followTo('last'),

  [RUN_TO_NEXT_REQUEST]: {
    needs: 'resumable',
    async answer(session, args, afterwards) {
      const { debuggee } = session;
      const device = await namedDevice(await baoState(debuggee), args);
      const about = `the next request of ${device === undefined ? 'any device' : deviceText(device)}`;
      return goOn(session, afterwards, about, () => debuggee.following.toNextRequest(device?.bindKey, 'any'));
    },
  },

  [FOLLOW_NOTIFICATION_REQUEST]: {
    needs: 'resumable',
    async answer(session, args, afterwards) {
      const { debuggee } = session;
      const { following } = debuggee;
      const state = await baoState(debuggee);
      const thread = await namedThread(debuggee, args);
      const ofThread = thread && deviceOfThread(state, thread);
      const device = (await namedDevice(state, args)) ?? following.device ?? ofThread ?? onlyDevice(state);
      const about = `notifications of ${deviceText(device)}`;
      return goOn(session, afterwards, about, () => following.toNotification(device));
    },
  },

  [SELECT_REQUEST]: {
    needs: 'stopped',
    async answer({ debuggee }, args): Promise<undefined> {
      const { following } = debuggee;
      const request = namedRequest(await baoState(debuggee), args);
      if (request === undefined) {
        following.clear();
      } else {
        await selected(debuggee, request);
      }
      return undefined;
    },
  },
};

function followTo(wanted: WantedStage): RequestHandler {
  return {
    needs: 'resumable',
    async answer(session, args, afterwards) {
      const { debuggee } = session;
      const { following } = debuggee;
      const state = await baoState(debuggee);
      const thread = await namedThread(debuggee, args);
      const named = namedRequest(state, args);
      if (named !== undefined) {
        await selected(debuggee, named);
      } else if (following.state === undefined && thread !== undefined) {
        const its = await requestOfThread(debuggee.target, state, thread);
        await (its && following.select(its));
      }
      const about = following.state?.title ?? 'the next request that is made';
      return goOn(session, afterwards, about, () => following.toStage(wanted));
    },
  };
}

/** Clients know by themselves that the machine goes on only for the protocol's own requests. */
function goOn(
  { debuggee: { execution, target }, send }: SessionState,
  afterwards: Afterwards,
  about: string,
  run: () => Promise<Stopped>,
): FollowResponseBody {
  afterwards(() => {
    send(new ContinuedEvent(vcpuThreadId(target.partitions[0]?.vcpus[0]?.hart ?? 0), true));
    execution.resume(run);
  });
  return { about };
}

/** @throws RequestError where requests cannot be followed */
async function baoState({ bao, target }: Debuggee): Promise<BaoState> {
  if (bao === undefined || !target.capabilities.events.includes('requestState')) {
    throw new RequestError(
      'Requests cannot be followed on this machine: it does not tell when the hypervisor changes one',
    );
  }
  const state = await bao.state();
  if (state.devices.length === 0) {
    throw new RequestError('There is nothing to follow: this system has no REMIO devices');
  }
  return state;
}

/** @throws RequestError when nothing is known of it but its memory */
async function selected({ following }: Debuggee, request: RemioRequest): Promise<void> {
  if (!(await following.select(request))) {
    throw new RequestError(`Request ${request.slot} cannot be followed: this machine does not number its requests`);
  }
}

/** @throws RequestError for one that is not in the pool */
function namedRequest({ requests }: BaoState, args: Arguments): RemioRequest | undefined {
  if (!args.has('request')) {
    return undefined;
  }
  const reference = args.object('request');
  const slot = reference.integer('slot');
  const serial = reference.optionalText('serial');
  const found = requests[slot];
  if (found === undefined) {
    throw new RequestError(
      `There is no slot ${slot} in the pool of requests; it has ${requests.length}, counted from 0`,
    );
  }
  if (!found.allocated || (serial !== undefined && serial !== found.serial?.toString())) {
    throw new RequestError(`Request ${slot} is over: it is not in the pool any more`);
  }
  return found;
}

async function namedDevice({ devices }: BaoState, args: Arguments): Promise<RemioDevice | undefined> {
  const text = args.optionalText('device');
  if (text === undefined) {
    return undefined;
  }
  const found = devices.find(({ bindKey }) => /^(0x[0-9a-f]{1,16}|\d{1,20})$/i.test(text) && bindKey === BigInt(text));
  if (found === undefined) {
    const keys = devices.map(({ bindKey }) => bindKey).join(', ');
    throw new RequestError(`There is no REMIO device with bind key '${text.slice(0, 40)}'; there is ${keys}`);
  }
  return found;
}

/** @throws RequestError when there are several */
function onlyDevice({ devices }: BaoState): RemioDevice {
  const [device, ...others] = devices;
  if (device === undefined || others.length > 0) {
    throw new RequestError('Which device? Choose a thread of its frontend, or name its bind key');
  }
  return device;
}

async function namedThread({ threads }: Debuggee, args: Arguments): Promise<Thread | undefined> {
  return args.has('threadId') ? threadById(threads, args.integer('threadId')) : undefined;
}

function deviceText({ bindKey }: RemioDevice): string {
  return `the device with bind key ${bindKey}`;
}
