// SPDX-License-Identifier: Apache-2.0
/** Memory as bytes. */

import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Address } from '../../target';
import type { Arguments } from '../arguments';
import { displaced } from '../memory-references';
import { RequestError } from '../request-error';
import type { SessionState } from '../session-state';
import { changed } from './changes';
import type { RequestFamily } from './handler';

/** Bytes of one answer; clients ask again for more. */
const MAX_READ = 1 << 24;

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** @returns undefined when the offset leads out of the address space. @throws RequestError */
async function addressOf({ debuggee }: SessionState, args: Arguments): Promise<Address | undefined> {
  const { references, stacks, execution } = debuggee;
  const current = await stacks.spaceOf(execution.focus);
  return displaced(references.decode(args.text('memoryReference'), current), args.integerOr('offset', 0));
}

async function read(state: SessionState, args: Arguments): Promise<DebugProtocol.ReadMemoryResponse['body']> {
  const { target, references } = state.debuggee;
  const wanted = args.integer('count');
  if (wanted < 0) {
    throw new RequestError(`readMemory: 'count' must not be negative, as ${wanted} is`);
  }
  const count = Math.min(wanted, MAX_READ);
  const address = await addressOf(state, args);
  if (address === undefined) {
    return { address: '0x0', unreadableBytes: wanted };
  }
  const bytes = await target.readMemory(address, count);
  return {
    address: references.encode(address),
    ...(bytes.length < count ? { unreadableBytes: count - bytes.length } : {}),
    data: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64'),
  };
}

async function write(state: SessionState, args: Arguments): Promise<DebugProtocol.WriteMemoryResponse['body']> {
  const { debuggee, client, send } = state;
  const { target } = debuggee;
  const data = args.text('data');
  if (!BASE64.test(data)) {
    throw new RequestError("writeMemory: 'data' is not base64");
  }
  const bytes = Buffer.from(data, 'base64');
  const address = await addressOf(state, args);
  const written = address === undefined ? 0 : await target.writeMemory(address, bytes);
  if (written > 0) {
    // Also when what follows is an error, because some of it has been written.
    changed(debuggee, client, send);
  }
  if (written < bytes.length && !args.isTrue('allowPartial')) {
    throw new RequestError(
      written === 0
        ? 'Nothing was written: there is no memory at this address'
        : `Only ${written} of ${bytes.length} bytes were written: what follows is not mapped`,
    );
  }
  return { bytesWritten: written };
}

export const memoryRequests: RequestFamily = {
  readMemory: { needs: 'stopped', answer: read },
  writeMemory: { needs: 'stopped', answer: write },
};
