//! Somebody who asks a server, one request after the other, and how long each answer takes.

use std::time::Instant;

use anyhow::ensure;
use bytes::Bytes;
use domain::{Role, UserId};
use hyper::StatusCode;

use crate::client::Connection;
use crate::target::{Program, Target, token};
use crate::world::identify;

/// Somebody with a connection of their own.
pub(crate) struct Asker {
    connection: Connection,
    token: String,
}

impl Asker {
    /// Somebody whom the log knows already.
    pub(crate) async fn sign_in(
        target: &Target,
        program: &Program,
        url: &str,
        user: UserId,
        role: Role,
    ) -> anyhow::Result<Self> {
        let subject = identify(url, user).await?;
        Ok(Self {
            connection: target.connect().await?,
            token: token(program, &subject, role)?,
        })
    }

    /// Milliseconds until the whole answer is there, and the answer.
    pub(crate) async fn get(
        &mut self,
        path: &str,
        reason: Option<&str>,
    ) -> anyhow::Result<(f64, Bytes)> {
        let began = Instant::now();
        let (status, answer) = self.connection.get(path, &self.token, reason).await?;
        let took = began.elapsed().as_secs_f64() * 1_000.0;
        check(path, status, StatusCode::OK, &answer)?;
        Ok((took, answer))
    }

    /// Milliseconds until the whole answer to a send is there.
    pub(crate) async fn send(&mut self, path: &str, body: Bytes) -> anyhow::Result<f64> {
        let began = Instant::now();
        let (status, answer) = self.connection.post(path, &self.token, body).await?;
        let took = began.elapsed().as_secs_f64() * 1_000.0;
        check(path, status, StatusCode::CREATED, &answer)?;
        Ok(took)
    }
}

fn check(path: &str, status: StatusCode, wanted: StatusCode, answer: &[u8]) -> anyhow::Result<()> {
    ensure!(
        status == wanted,
        "{path} was answered {status}: {}",
        String::from_utf8_lossy(answer)
    );
    Ok(())
}
