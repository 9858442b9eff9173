// SPDX-License-Identifier: Apache-2.0
/** How often a breakpoint's condition can be tested, the machine and the debug information left out. */

import { evaluateCondition, parseExpression } from '../../debug-adapter/expressions';
import { FakeEvaluation } from '../support/fake-evaluation';
import { made, member, pointer, structure } from '../support/made-types';

const EVALUATIONS = 50_000;
const ROUNDS = 5;
const CONDITION = 'request->state == 1 && i > 5';

/** Prints evaluations a second. */
export async function benchExpressions(): Promise<void> {
  const expression = parseExpression(CONDITION);
  const context = world();
  const rates: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    for (let count = 0; count < EVALUATIONS; count++) {
      await evaluateCondition(expression, context);
    }
    rates.push((EVALUATIONS / (performance.now() - start)) * 1000);
  }
  const median = rates.sort((a, b) => a - b)[ROUNDS >> 1]!;
  console.log(`condition '${CONDITION}': ${Math.round(median).toLocaleString('en')} evaluations a second`);
}

function world(): FakeEvaluation {
  const request = structure('request', 16, [member('address', made.unsignedLong, 0), member('state', made.int, 8)]);
  const context = new FakeEvaluation()
    .variable('request', pointer(request), { kind: 'register', number: 10 })
    .at('i', made.int, 0x1100n, [5, 0, 0, 0])
    .at('first', request, 0x1200n, [0, 0, 0, 0, 0, 0, 0, 0, 1]);
  context.registers.set(10, 0x1200n);
  return context;
}

if (require.main === module) {
  void benchExpressions();
}
