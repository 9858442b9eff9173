// SPDX-License-Identifier: Apache-2.0
/** Modules and sources: the programs of all virtual machines, and the files that they were built from. */

import { basename } from 'node:path';
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Program } from '../../programs';
import type { Arguments } from '../arguments';
import { RequestError } from '../request-error';
import type { SessionState } from '../session-state';
import type { RequestFamily } from './handler';

function modules({ debuggee: { programs } }: SessionState, args: Arguments): DebugProtocol.ModulesResponse['body'] {
  const first = Math.max(0, args.integerOr('startModule', 0));
  const count = args.integerOr('moduleCount', 0);
  const chosen = programs.all.slice(first, count > 0 ? first + count : undefined);
  return { modules: chosen.map(moduleOf), totalModules: programs.all.length };
}

function moduleOf({ id, vmName, file, symbols }: Program): DebugProtocol.Module {
  const code = symbols.segments.filter(({ executable }) => executable);
  const low = code
    .map(({ address }) => address)
    .reduce((one, other) => (other < one ? other : one), code[0]?.address ?? 0n);
  const high = code
    .map(({ address, memorySize }) => address + BigInt(memorySize))
    .reduce((one, other) => (other > one ? other : one), 0n);
  return {
    id,
    name: `${vmName}: ${basename(file)}`,
    path: file,
    symbolFilePath: file,
    symbolStatus: symbolStatus(symbols),
    addressRange: `0x${low.toString(16)}-0x${high.toString(16)}`,
  };
}

function symbolStatus({ hasDebugInfo, hasSymbolTable, problems }: Program['symbols']): string {
  if (problems.length > 0) {
    return `damaged debug information: ${problems[0]}`;
  }
  return hasDebugInfo ? 'symbols and lines' : hasSymbolTable ? 'symbols without lines' : 'no symbols';
}

function loadedSources({ debuggee }: SessionState): DebugProtocol.LoadedSourcesResponse['body'] {
  return { sources: debuggee.sources.all() };
}

/** Only sources that are not on disk are asked for: they have a number instead of a path. */
function source({ debuggee }: SessionState, args: Arguments): never {
  const number = args.integerOr('sourceReference', 0);
  const file = debuggee.sources.missingFile(number);
  if (file === undefined) {
    throw new RequestError(`There is no source ${number}`);
  }
  throw new RequestError(
    `${file} is not there. If it is in another folder now, say so in the launch ` +
      `configuration: "sourceMap": { "<folder in the debug information>": "<folder on this machine>" }.`,
  );
}

export const sourceRequests: RequestFamily = {
  modules: { needs: 'launched', answer: modules },
  loadedSources: { needs: 'launched', answer: loadedSources },
  source: { needs: 'launched', answer: source },
};
