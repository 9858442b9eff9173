// SPDX-License-Identifier: Apache-2.0
/** Stages as people say them. */

import type { StageId } from '../../awareness/requests';
import type { StageName } from '../../protocol';
import type { RemioRequest } from '../../target';

export const STAGE_NAMES: Readonly<Record<StageId, StageName>> = {
  trapped: 'trapped',
  queued: 'pending',
  injected: 'interrupt injected',
  taken: 'interrupt taken',
  asked: 'asked',
  dispatched: 'queued to client',
  served: 'taken by client',
  attached: 'taken by client',
  completed: 'completed',
  resumed: 'frontend resumed',
  signalled: 'irqfd signalled',
  notified: 'NOTIFY',
};

/** @param client its name, where a client has to do with it */
export function stageText(id: StageId, client: string | undefined): string {
  const name = STAGE_NAMES[id];
  return client === undefined ? name : `${name} ${client}`;
}

export function requestTitle({
  slot,
  operation,
  register,
  address,
}: Pick<RemioRequest, 'slot' | 'operation' | 'register' | 'address'>): string {
  return `Request ${slot} ${operation} ${register ?? `0x${address.toString(16)}`}`;
}
