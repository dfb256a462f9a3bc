// The station's key at rest, protected by the operating system where it offers that. Base64 in, base64 out; null when it cannot.
import type { ElectronApi } from './electron-api.ts'

/** Seals a secret for this user on this machine. */
export function protectSecret(electron: ElectronApi, base64: string): string | null {
  try {
    if (!electron.safeStorage.isEncryptionAvailable()) return null
    // Linux without a keyring only obscures: that is no protection, and the station is told so.
    if (process.platform === 'linux' && electron.safeStorage.getSelectedStorageBackend() === 'basic_text') return null
    return electron.safeStorage.encryptString(base64).toString('base64')
  } catch {
    return null
  }
}

/** Opens what protectSecret sealed; null when it was sealed elsewhere or is damaged. */
export function unprotectSecret(electron: ElectronApi, base64: string): string | null {
  try {
    return electron.safeStorage.decryptString(Buffer.from(base64, 'base64'))
  } catch {
    return null
  }
}
