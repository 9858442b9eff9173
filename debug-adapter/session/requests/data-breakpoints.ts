// SPDX-License-Identifier: Apache-2.0
/** Data breakpoints: on a variable, on what an expression stands for, or on bytes of memory. */

import type { DebugProtocol } from '@vscode/debugprotocol';
import type { DataBreakpointRequest } from '../../breakpoints';
import { evaluate, parseExpression } from '../../expressions';
import type { Address, DataAccess } from '../../target';
import { sizeOf } from '../../values';
import type { Arguments } from '../arguments';
import { viewOf } from '../frame-handles';
import { RequestError } from '../request-error';
import type { SessionState } from '../session-state';
import type { Place } from '../variables';
import { optionsOf, shownBreakpoints } from './breakpoints';
import type { RequestFamily } from './handler';
import { setEach } from './set-each';

type Info = DebugProtocol.DataBreakpointInfoResponse['body'];

const ACCESSES: readonly DataAccess[] = ['read', 'write', 'readWrite'];
const MAX_BREAKPOINTS = 1000;
/** What a client hands back: where, how many bytes, and what they are called. */
const DATA_ID = /^(0x[0-9a-f]+)\/(\d{1,9})\/(.*)$/s;

interface Watched {
  readonly address: Address;
  /** Bytes. */
  readonly size: number;
}

async function info(state: SessionState, args: Arguments): Promise<Info> {
  const { debuggee } = state;
  const name = args.text('name');
  if (debuggee.target.capabilities.dataBreakpoints === 0) {
    return { dataId: null, description: 'This machine has no data breakpoints' };
  }
  const watched = args.isTrue('asAddress') ? await byAddress(state, args, name) : await byName(state, args, name);
  if (typeof watched === 'string') {
    return { dataId: null, description: watched };
  }
  const { address, size } = watched;
  const at = debuggee.references.encode(address);
  return {
    dataId: `${at}/${size}/${name}`,
    description: `${name} (${size} byte${size === 1 ? '' : 's'} at 0x${address.value.toString(16)})`,
    accessTypes: [...ACCESSES],
    canPersist: false,
  };
}

async function byAddress({ debuggee }: SessionState, args: Arguments, name: string): Promise<Watched> {
  const { references, stacks, execution } = debuggee;
  const address = references.decode(name, await stacks.spaceOf(execution.focus));
  return { address, size: requireSize(args.integerOr('bytes', 1)) };
}

/** @returns where the variable is, or why it cannot be watched */
async function byName(state: SessionState, args: Arguments, name: string): Promise<Watched | string> {
  const place = await placeOf(state, args, name);
  if (place === undefined) {
    return `There is no '${name}' here that is in memory`;
  }
  const { value, view } = place;
  if (value.location.kind !== 'memory') {
    return `${name} is not in memory (${value.location.kind === 'unavailable' ? value.location.reason : value.location.kind})`;
  }
  const size = args.has('bytes') ? args.integer('bytes') : sizeOf(value.type);
  if (size <= 0) {
    return `The size of ${name} is not known`;
  }
  return { address: { space: view.frame.space, value: value.location.address }, size };
}

async function placeOf({ debuggee }: SessionState, args: Arguments, name: string): Promise<Place | undefined> {
  if (args.has('variablesReference') && args.integer('variablesReference') > 0) {
    return debuggee.containers.get(args.integer('variablesReference')).find?.(name);
  }
  const view = await viewOf(debuggee, args.has('frameId') ? args.integer('frameId') : undefined);
  return { view, value: await evaluate(parseExpression(name), view.context) };
}

function requireSize(size: number): number {
  if (size <= 0) {
    throw new RequestError(`'bytes' must be above 0, not ${size}`);
  }
  return size;
}

async function setData(state: SessionState, args: Arguments): Promise<object> {
  const { breakpoints } = state.debuggee;
  const list = args.objects('breakpoints', MAX_BREAKPOINTS);
  const read = (each: Arguments): DataBreakpointRequest => dataRequest(state, each);
  return setEach(list, read, async (wanted) => shownBreakpoints(state, await breakpoints.setData(wanted)).breakpoints);
}

function dataRequest({ debuggee }: SessionState, args: Arguments): DataBreakpointRequest {
  const { references, target } = debuggee;
  const match = DATA_ID.exec(args.text('dataId'));
  if (match === null) {
    throw new RequestError(`'${args.text('dataId').slice(0, 60)}' is not an answer of dataBreakpointInfo`);
  }
  const [, reference, size, description] = match as unknown as [string, string, string, string];
  const access = ACCESSES.find((each) => each === args.textOr('accessType', 'write'));
  if (access === undefined) {
    throw new RequestError(`A data breakpoint's accessType is one of ${ACCESSES.join(', ')}`);
  }
  const none = { kind: 'virtual', vm: target.partitions[0]?.vm ?? 0, root: 0n } as const;
  return {
    ...optionsOf(args),
    address: references.decode(reference, none),
    size: requireSize(Number(size)),
    access,
    description,
  };
}

export const dataBreakpointRequests: RequestFamily = {
  dataBreakpointInfo: { needs: 'stopped', answer: info },
  setDataBreakpoints: { needs: 'launched', answer: setData },
};
