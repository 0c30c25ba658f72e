# syntax=docker/dockerfile:1
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY global.json Directory.Build.props Directory.Build.targets Directory.Packages.props .editorconfig ./
COPY .config .config
COPY config config
COPY src src
# Exactly the packages that the committed lock files name.
RUN dotnet restore src/PaperBot/PaperBot.csproj --locked-mode
RUN dotnet publish src/PaperBot/PaperBot.csproj -c Release --no-restore -o /app

# Debian based on purpose: text search needs ICU, the schedule needs the time zone database, pictures of weeks need a Japanese font.
FROM mcr.microsoft.com/dotnet/aspnet:10.0
RUN apt-get update \
 && apt-get install -y --no-install-recommends curl fonts-noto-cjk tzdata \
 && rm -rf /var/lib/apt/lists/* \
 && mkdir /data && chown "$APP_UID" /data
COPY --from=build /app /app
# Everything that no setting names a place for (PDFs, backups) stands in the volume too.
ENV XDG_DATA_HOME="/data" \
    PAPERBOT_Store__ConnectionString="Data Source=/data/paperbot.db" \
    PAPERBOT_Web__Urls="http://0.0.0.0:5080" \
    PAPERBOT_Web__AllowRemote="true" \
    DOTNET_EnableDiagnostics=0
WORKDIR /data
VOLUME /data
EXPOSE 5080
USER $APP_UID
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 CMD curl -fsS http://127.0.0.1:5080/health/live || exit 1
ENTRYPOINT ["dotnet", "/app/PaperBot.dll"]
