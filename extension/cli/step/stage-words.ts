// SPDX-License-Identifier: Apache-2.0
import type { Stage as Reached } from '../../../debug-adapter/awareness/requests';
import type { Stage } from './stage';
import type { StageWriter } from './stage-writer';

/** A stage that a request has just reached, in words; undefined for one that is not told of. */
export function inWords(writer: StageWriter, { id, event, call, hart, inDriver }: Reached): Stage | undefined {
  switch (id) {
    case 'trapped':
      return writer.trapped(event?.kind === 'hypervisorTrap' ? event : undefined);
    case 'queued':
      return writer.queued();
    case 'injected':
      return event?.kind === 'interruptInjected' ? writer.injected(event) : undefined;
    case 'taken':
      return event?.kind === 'interruptTaken' ? writer.taken(event) : undefined;
    case 'asked':
      return event?.kind === 'requestState' ? writer.asked(event, call) : undefined;
    case 'dispatched':
      return inDriver && writer.dispatched(hart ?? 0, inDriver);
    case 'attached':
      return inDriver && writer.attached(hart ?? 0, inDriver);
    case 'completed':
      return event?.kind === 'requestState' ? writer.completed(event, call) : undefined;
    case 'resumed':
      return event?.kind === 'vcpuResumed' ? writer.resumed(event) : undefined;
    default:
      return undefined;
  }
}
