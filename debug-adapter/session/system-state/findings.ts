// SPDX-License-Identifier: Apache-2.0

import type { FindingState } from '../../protocol';
import type { Surroundings } from './surroundings';
import { known } from './values';

export async function findingStates({ bao }: Surroundings): Promise<FindingState[]> {
  return bao.findings.map(({ code, severity, text, vm, hart }) => ({
    ...{ code, severity, text },
    ...known('vm', vm),
    ...known('hart', hart),
  }));
}
