/** What `help exit-codes` prints. */
export const exitCodesPage = `Exit codes of etcdctl

    0  done
    1  failed: the cluster refused, a guard did not hold, or keys were left as they are for a conflict
    2  no good connection: no endpoint, a login that failed, limits that contradict each other
    3  a transaction, or another input, that cannot be read
    4  a format, a flag value or an order that is not supported
    5  a watch that the server canceled, a snapshot that was not completed
    6  a file that cannot be read or written
  128  bad arguments
  129  ended by SIGHUP, 130 by Ctrl-C, 143 by SIGTERM
  141  the reader of the output is gone

diff follows the convention of diff:

    0  the same
    1  different
    2  trouble: nothing is known

lock passes on the exit code of the command that it runs.
`
