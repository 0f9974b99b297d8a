<#import "template.ftl" as layout>
<@layout.registrationLayout displayMessage=false; section>
    <#if section = "header">
        ${msg(facebookBusiness.sentence + "Title")}
    <#elseif section = "form">
        <div id="facebook-business-failure">
            <p class="instruction" id="facebook-business-sentence" style="margin-bottom: 1.5rem">${msg(facebookBusiness.sentence)}</p>
            <#if facebookBusiness.again>
                <p style="margin-bottom: 1rem"><a id="facebook-business-again" class="${properties.kcButtonClass!} ${properties.kcButtonPrimaryClass!} ${properties.kcButtonBlockClass!} ${properties.kcButtonLargeClass!}" href="${url.loginRestartFlowUrl}">${msg("facebookBusinessAgain")}</a></p>
            </#if>
            <#if client?? && client.baseUrl?has_content>
                <p style="margin-bottom: 1rem"><a id="backToApplication" href="${client.baseUrl}">${msg("backToApplication")}</a></p>
            </#if>
            <p id="facebook-business-reason"><small>${msg("facebookBusinessReason", facebookBusiness.reason)}</small></p>
        </div>
    </#if>
</@layout.registrationLayout>
