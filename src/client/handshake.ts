import type { Socket } from 'node:net'
import * as grpc from '@grpc/grpc-js'
import type { Progress } from './progress.ts'
import type { TlsSecurity } from './security.ts'
import { shakeHands } from './tls-handshake.ts'

/** Credentials that hand grpc-js our own handshake, which trusts whom Go trusts. */
export class HandshakeCredentials extends grpc.ChannelCredentials {
  private readonly security: TlsSecurity | undefined
  private readonly progress: Progress

  constructor(security: TlsSecurity | undefined, progress: Progress) {
    super()
    this.security = security
    this.progress = progress
  }

  override compose(): grpc.ChannelCredentials {
    return this
  }

  override _isSecure(): boolean {
    return this.security !== undefined
  }

  override _equals(other: grpc.ChannelCredentials): boolean {
    return this === other
  }

  override _createSecureConnector(): ReturnType<grpc.ChannelCredentials['_createSecureConnector']> {
    const { security, progress } = this
    const shaking = new Set<Socket>()
    return {
      connect: async (socket) => {
        progress.layer = security === undefined ? 'HTTP2' : 'TLS'
        if (security === undefined) return { socket, secure: false }
        shaking.add(socket)
        const secure = await shakeHands(socket, security).finally(() => shaking.delete(socket))
        progress.layer = 'HTTP2'
        return { socket: secure, secure: true }
      },
      waitForReady: () => Promise.resolve(),
      getCallCredentials: () => grpc.CallCredentials.createEmpty(),
      // a server that stays silent would keep the process alive
      destroy: () => {
        for (const socket of shaking) socket.destroy()
      },
    }
  }
}
