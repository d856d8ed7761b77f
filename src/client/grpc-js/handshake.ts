import type { Socket } from 'node:net'
import * as grpc from '@grpc/grpc-js'
import type { Endpoint } from '../connection/endpoints.ts'
import type { Stage } from '../connection/stage.ts'
import type { TlsSecurity } from '../tls/security.ts'
import { shakeHands } from '../tls/tls-handshake.ts'

/** Credentials that hand grpc-js our own handshake: the tunnel of a proxy, and TLS that trusts whom Go trusts. */
export class HandshakeCredentials extends grpc.ChannelCredentials {
  private readonly endpoint: Endpoint
  private readonly security: TlsSecurity | undefined
  private readonly stage: Stage
  private failure: unknown

  constructor(endpoint: Endpoint, security: TlsSecurity | undefined, stage: Stage) {
    super()
    this.endpoint = endpoint
    this.security = security
    this.stage = stage
  }

  /** What the last handshake failed with, told once: the library keeps it to itself. */
  takeFailure(): unknown {
    const { failure } = this
    this.failure = undefined
    return failure
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
    const { endpoint, security, stage } = this
    const shaking = new Set<Socket>()
    const begin = async (socket: Socket): Promise<Socket> => {
      if (endpoint.proxy !== undefined)
        await (await import('../proxy/node-tunnel.ts')).openTunnel(socket, endpoint.proxy)
      stage.layer = security === undefined ? 'HTTP2' : 'TLS'
      return security === undefined ? socket : shakeHands(socket, security)
    }
    return {
      connect: async (socket) => {
        shaking.add(socket)
        const ready = await begin(socket)
          .catch((error: unknown) => {
            this.failure = error
            throw error
          })
          .finally(() => shaking.delete(socket))
        stage.layer = 'HTTP2'
        return { socket: ready, secure: security !== undefined }
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
