// SPDX-License-Identifier: Apache-2.0
/** The entry of the tests that run inside the extension host, beside the installed extension. */

import Mocha from 'mocha';

/** Called by the editor; what it says about the outcome, beyond the exit code, is in the file HOST_REPORT. */
export function run(): Promise<void> {
  const mocha = new Mocha({
    ui: 'bdd',
    timeout: 60_000,
    reporter: 'json',
    reporterOptions: { output: process.env.HOST_REPORT },
  });
  mocha.suite.emit('pre-require', globalThis, 'host', mocha);
  require('./tests');
  return new Promise((resolve, reject) => {
    mocha.run((failures) => (failures === 0 ? resolve() : reject(new Error(`${failures} tests failed`))));
  });
}
