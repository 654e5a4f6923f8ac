import { Menu, type MenuItemConstructorOptions } from 'electron';

/**
 * The system's own menu: what a platform expects of every program. The editor's commands live in the screen's
 * registry, so nothing here takes a key that the editor uses.
 */
export function setMenu(platform: NodeJS.Platform, isPackaged: boolean): void {
  const view: MenuItemConstructorOptions[] = [
    ...(isPackaged ? [] : [{ role: 'toggleDevTools' } as const]),
    { role: 'togglefullscreen' },
  ];
  const template: MenuItemConstructorOptions[] = [
    ...(platform === 'darwin' ? [{ role: 'appMenu' } as const] : []),
    { label: 'Edit', submenu: [{ role: 'cut' }, { role: 'copy' }, { role: 'paste' }, { role: 'selectAll' }] },
    { label: 'View', submenu: view },
    { role: 'windowMenu' },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}
