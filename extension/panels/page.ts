// SPDX-License-Identifier: Apache-2.0
/** Puts the document of a panel into a webview. */

import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { pageText } from './page-text';

/** Lets a webview show a panel. @param name of its script and style @param title for screen readers */
export function showPage(webview: vscode.Webview, extensionUri: vscode.Uri, name: string, title: string): void {
  const folder = vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
  webview.options = { enableScripts: true, enableForms: false, localResourceRoots: [folder] };
  const address = (file: string): string => webview.asWebviewUri(vscode.Uri.joinPath(folder, file)).toString();
  webview.html = pageText({
    title,
    script: address(`${name}.js`),
    style: address(`${name}.css`),
    styleSource: webview.cspSource,
    nonce: randomBytes(24).toString('base64url'),
  });
}
